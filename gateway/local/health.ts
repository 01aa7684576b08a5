// Readiness in words: does the gateway read, keep and publish? Made from what was read, kept and acknowledged.
import type { GatewayStatus } from "../status.ts";

export type HealthPart = {
  readonly ok: boolean;
  /** zh · en; empty when ok. */
  readonly reason: string;
};

export type Health = {
  readonly live: true;
  readonly ready: boolean;
  /** At least one equipment gives values. */
  readonly reading: HealthPart;
  /** Records reach the disk and checkpoints are signed. */
  readonly keeping: HealthPart;
  /** The broker has the births; what cannot be sent is kept. */
  readonly publishing: HealthPart;
};

const fine: HealthPart = { ok: true, reason: "" };

function wrong(reason: string): HealthPart {
  return { ok: false, reason };
}

export function healthOf(status: GatewayStatus): Health {
  const reading = readingOf(status);
  const keeping = keepingOf(status);
  const publishing = publishingOf(status);
  return {
    live: true,
    ready: reading.ok && keeping.ok && publishing.ok,
    reading,
    keeping,
    publishing,
  };
}

function readingOf({ poll: { equipment } }: GatewayStatus): HealthPart {
  if (equipment.some(({ state }) => state === "up" || state === "degraded")) return fine;
  const all = equipment.map(({ id, state, reason }) => `${id} ${reason === "" ? state : reason}`);
  return wrong(`没有一台设备读到值 · no equipment gives values: ${all.slice(0, 5).join("; ")}`);
}

function keepingOf({ edge }: GatewayStatus): HealthPart {
  const disk = edge.troubles.find(
    ({ code }) => code.startsWith("GATEWAY_OUTBOX_") || code === "GATEWAY_LOG_REWOUND",
  );
  if (disk !== undefined) return wrong(`[${disk.code}] ${disk.message}`);
  if (!edge.signing) {
    return wrong("签名密钥不能用,没有检查点 · the signing key cannot be used: no checkpoints");
  }
  return fine;
}

function publishingOf({ edge }: GatewayStatus): HealthPart {
  const kept = `${edge.next - edge.acknowledged} 条记录已存盘,待确认 · ${edge.next - edge.acknowledged} records are kept on disk and wait for acknowledgement`;
  if (!edge.connected) {
    const why =
      edge.lastError === null ? "" : ` [${edge.lastError.code}] ${edge.lastError.message}`;
    return wrong(`未连上消息服务器 · not connected to the broker${why}; ${kept}`);
  }
  if (edge.hostOnline === false) {
    return wrong(`中心不在线 · the primary host is not online; ${kept}`);
  }
  const foreign = edge.troubles.find(({ code }) => code === "GATEWAY_LOG_NOT_ENROLLED");
  if (foreign !== undefined) return wrong(`[${foreign.code}] ${foreign.message}`);
  return edge.born ? fine : wrong(`尚未发布上线报文 · the births are not out yet; ${kept}`);
}
