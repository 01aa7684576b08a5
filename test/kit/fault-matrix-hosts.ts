// Faults of the gateway's own computer, on real gateway processes of one site with one centre: no way to the broker,
// power cut, full disk, wrong clocks, a copied disk.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import type { TcpCable } from "#simulators/servers/tcp-cable.ts";
import { Child } from "../../bin/process/child.ts";
import { FakedClock, rightTime } from "./faked-clock.ts";
import type { HostGateway } from "./fault-matrix-host-gateway.ts";
import type { MatrixRow } from "./fault-matrix-judge.ts";
import { lasting } from "./lasting.ts";
import { fillDisk } from "./small-disk.ts";

const soon = { timeout: 90_000, interval: 50 };

type HostFault = {
  readonly kind: string;
  readonly where: string;
  begin(): Promise<void> | void;
  /** Resolves with the words when they are seen. */
  seen(): Promise<string>;
  end(): Promise<void> | void;
};

/** Lets a fault come, be seen, stay and go, and waits until everything flows again. */
async function through(
  gateway: HostGateway,
  fault: HostFault,
  lastsMs: number,
): Promise<MatrixRow> {
  const began = performance.now();
  await fault.begin();
  const words = await fault.seen();
  const seenMs = performance.now() - began;
  await lasting(Math.max(0, lastsMs - seenMs));
  const ended = performance.now();
  await fault.end();
  await gateway.flows();
  return {
    kind: fault.kind,
    where: fault.where,
    seen: words,
    lastedSeconds: (ended - began) / 1000,
    seenSeconds: seenMs / 1000,
    recoveredSeconds: (performance.now() - ended) / 1000,
  };
}

export async function networkOutage(
  gateway: HostGateway,
  cable: TcpCable,
  lastsMs: number,
): Promise<MatrixRow> {
  const from = gateway.lines.length;
  const fault: HostFault = {
    kind: "gateway-network-outage",
    where: "process; relay to the broker closed",
    begin: () => cable.set({ kind: "refused" }),
    seen: async () => {
      const line = await gateway.says(/\[GATEWAY_BROKER_\w+\]/, from);
      const before = (await gateway.status()).edge;
      // Reading goes on.
      await vi.waitFor(async () => {
        const { edge } = await gateway.status();
        expect(edge.connected).toBe(false);
        expect(edge.next).toBeGreaterThan(before.next);
      }, soon);
      return line;
    },
    end: () => cable.set({ kind: "whole" }),
  };
  return through(gateway, fault, lastsMs);
}

export async function powerCut(gateway: HostGateway, lastsMs: number): Promise<MatrixRow> {
  const { log } = (await gateway.status()).edge;
  const from = gateway.lines.length;
  const fault: HostFault = {
    kind: "gateway-power-cut",
    where: "process; SIGKILL and start",
    begin: async () => {
      gateway.child.kill("SIGKILL");
      await gateway.child.exited;
    },
    // A computer without current says nothing; what it says afterwards is that its log goes on.
    seen: async () => "",
    end: () => gateway.start(),
  };
  const row = await through(gateway, fault, lastsMs);
  const line = await gateway.says(/证据日志 · log [0-9a-f]+/, from);
  expect(line).toContain(log.slice(0, 16));
  return { ...row, seen: line, seenSeconds: row.lastedSeconds };
}

export async function diskFull(
  gateway: HostGateway,
  folder: string,
  lastsMs: number,
): Promise<MatrixRow> {
  const from = gateway.lines.length;
  let ballast = "";
  const fault: HostFault = {
    kind: "gateway-disk-full",
    where: "process; outbox on a small tmpfs",
    begin: () => {
      ballast = fillDisk(folder);
    },
    // The outbox gives room that it kept back: a disk that others fill takes that too.
    seen: async () => {
      await vi.waitFor(
        () => {
          fillDisk(folder);
          expect(gateway.lines.slice(from).join("\n")).toContain("[GATEWAY_OUTBOX_FULL]");
        },
        { ...soon, interval: 500 },
      );
      return gateway.says(/\[GATEWAY_OUTBOX_FULL\]/, from);
    },
    end: () => rmSync(ballast),
  };
  return through(gateway, fault, lastsMs);
}

export type WrongClock = {
  readonly kind: string;
  /** As libfaketime reads it. */
  readonly time: string;
  /** Whether the gateway starts with it. */
  readonly fromBoot: boolean;
  readonly words: RegExp;
};

export const wrongClocks: readonly WrongClock[] = [
  {
    kind: "gateway-clock-jump",
    time: "+2h",
    fromBoot: false,
    words: /网关时钟比中心快 2\.0 h.*2\.0 h ahead of the centre/,
  },
  {
    kind: "gateway-clock-skew",
    // Gains a fifth of a second in each.
    time: "+0 x1.2",
    fromBoot: true,
    words: /网关时钟比中心快 [\d.]+ s.*ahead of the centre/,
  },
  {
    kind: "gateway-dead-bios-clock",
    time: "@2000-01-01 00:00:00",
    fromBoot: true,
    words: /网关时钟比中心慢 \d+ d.*d behind the centre/,
  },
];

export async function wrongClock(
  gateway: HostGateway,
  { kind, time, fromBoot, words }: WrongClock,
  folder: string,
  lastsMs: number,
): Promise<MatrixRow> {
  const clock = new FakedClock(join(folder, `${gateway.id}.clock`), fromBoot ? time : rightTime);
  if (!fromBoot) {
    await clock.over(() => gateway.start());
    await gateway.flows();
  }
  const fault: HostFault = {
    kind,
    where: `process under libfaketime, ${time}`,
    begin: () => (fromBoot ? clock.over(() => gateway.start()) : clock.set(time)),
    seen: () => gateway.says(words, 0),
    end: async () => {
      clock.set(rightTime);
      await vi.waitFor(async () => {
        const { state, sources } = (await gateway.status()).edge.clock;
        expect(["stepped", "synchronised"]).toContain(state);
        for (const { offsetMs } of sources) expect(Math.abs(offsetMs)).toBeLessThan(1_000);
      }, soon);
    },
  };
  return through(gateway, fault, lastsMs);
}

/** A copy of the disk in another computer must not run beside the first. */
export async function clonedImage(gateway: HostGateway, folder: string): Promise<MatrixRow> {
  const image = join(folder, "image");
  cpSync(join(folder, gateway.id), image, { recursive: true });
  // What the folder would remember had it been written on another machine.
  const file = join(image, "machine.json");
  const machine = JSON.parse(readFileSync(file, "utf8")) as { cards: string[]; system: string[] };
  const elsewhere = machine.cards.length > 0 ? { cards: ["0"] } : { cards: [], system: ["0"] };
  writeFileSync(file, JSON.stringify({ ...machine, ...elsewhere, disks: ["0"] }));
  const config = join(folder, "image.yaml");
  writeFileSync(
    config,
    readFileSync(gateway.config, "utf8").replace(`data: ${gateway.id}`, "data: image"),
    { mode: 0o600 },
  );
  let refused: Child | undefined;
  const fault: HostFault = {
    kind: "gateway-cloned-image",
    where: "second process on a copied data folder of another machine",
    begin: () => {
      refused = new Child({ name: "clone", args: ["gateway", config] });
      onTestFinished(() => refused?.kill("SIGKILL"));
    },
    seen: async () => {
      expect(await refused?.exited).toBe("1");
      const line = refused?.lastLines.find((each) => each.includes("[GATEWAY_MACHINE_OTHER]"));
      expect(line).toContain("若是克隆盘");
      return line ?? "";
    },
    end: () => undefined,
  };
  return through(gateway, fault, 0);
}
