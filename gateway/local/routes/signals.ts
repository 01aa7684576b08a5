import { toHex } from "#contracts/bytes.ts";
import { failure, json, type Route } from "../route.ts";

/** Every signal of one equipment: last value, status, times, whether it is set aside. */
export const signalsRoute: Route = {
  method: "GET",
  path: "/api/signals",
  needsToken: true,
  answer(gateway, { query }) {
    const equipment = query.get("equipment") ?? "";
    const signals = gateway.signals(equipment);
    if (signals === undefined) {
      return failure(404, "NOT_FOUND", `没有设备 ${equipment} · no equipment ${equipment}`);
    }
    const shown = signals.map((signal) => ({ ...signal, value: plain(signal.value) }));
    return json(200, { equipment, signals: shown });
  },
};

/** JSON has no integers beyond 2^53, no bytes, no NaN and no infinities: they go as text. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return toHex(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
