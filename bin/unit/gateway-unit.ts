// The systemd unit of a gateway, as data: what it may do is all that it needs, and no more.
// Type=exec, because Node has no datagram sockets of the unix domain and with them no sd_notify: neither READY nor
// WatchdogSec are possible. Stalls are mended inside (gateway/poll/watchdog.ts); GET /health/live tells whether it lives.

export type UnitOptions = {
  /** Absolute path of the configuration. */
  readonly config: string;
  /** Absolute folder of outbox and key: the only place where it writes. */
  readonly data: string;
  /** Command and its arguments before `gateway`, absolute. */
  readonly command: readonly string[];
  readonly gateway: string;
  readonly user: string;
};

type Section = readonly (readonly [key: string, value: string])[];

export function gatewayUnit(options: UnitOptions): string {
  const { config, data, command, gateway, user } = options;
  const start = [...command, "gateway", "run", config].map(quoted).join(" ");
  const sections: readonly (readonly [string, Section])[] = [
    [
      "Unit",
      [
        ["Description", `Lineproof gateway ${escaped(gateway)}`],
        ["Documentation", "https://github.com/lineproof/lineproof"],
        ["Wants", "network-online.target time-sync.target"],
        ["After", "network-online.target time-sync.target"],
        // It is started again for ever: a factory's gateway is never given up.
        ["StartLimitIntervalSec", "0"],
      ],
    ],
    [
      "Service",
      [
        ["Type", "exec"],
        ["ExecStart", start],
        ["ExecReload", "/bin/kill -HUP $MAINPID"],
        ["User", user],
        // Serial ports.
        ["SupplementaryGroups", "dialout"],
        ["Restart", "always"],
        ["RestartSec", "2"],
        // Commit, last checkpoint and NDEATH are bounded by this.
        ["TimeoutStopSec", "30"],
        ["UMask", "0077"],
        ["ProtectSystem", "strict"],
        ["ReadWritePaths", quoted(data)],
        ["ProtectHome", "read-only"],
        ["PrivateTmp", "yes"],
        ["NoNewPrivileges", "yes"],
        ["CapabilityBoundingSet", ""],
        ["AmbientCapabilities", ""],
        ["ProtectKernelTunables", "yes"],
        ["ProtectKernelModules", "yes"],
        ["ProtectKernelLogs", "yes"],
        ["ProtectControlGroups", "yes"],
        // No ProtectClock: before systemd 253 it closes every device but the RTC, serial ports too (systemd#18142).
        // The clock is out of reach all the same: no CAP_SYS_TIME, and @clock is not in @system-service.
        ["ProtectHostname", "yes"],
        ["RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX AF_NETLINK"],
        ["RestrictNamespaces", "yes"],
        ["RestrictRealtime", "yes"],
        ["RestrictSUIDSGID", "yes"],
        ["LockPersonality", "yes"],
        ["RemoveIPC", "yes"],
        ["SystemCallArchitectures", "native"],
        ["SystemCallFilter", "@system-service"],
        ["SystemCallErrorNumber", "EPERM"],
        // Other loads of the computer must not make scans late.
        ["Nice", "-5"],
        ["OOMScoreAdjust", "-500"],
      ],
    ],
    ["Install", [["WantedBy", "multi-user.target"]]],
  ];
  return `${sections
    .map(([name, lines]) => `[${name}]\n${lines.map(([k, v]) => `${k}=${v}`).join("\n")}`)
    .join("\n\n")}\n`;
}

/** systemd.unit(5) SPECIFIERS: % is doubled. */
function escaped(text: string): string {
  return text.replaceAll("%", "%%").replaceAll(/[\r\n]/g, " ");
}

/** systemd.service(5) COMMAND LINES: quotes where there are blanks; $ would be a variable. */
function quoted(text: string): string {
  const safe = escaped(text)
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("$", "$$$$");
  return /^[\w@%/.,:+-]+$/.test(safe) ? safe : `"${safe}"`;
}
