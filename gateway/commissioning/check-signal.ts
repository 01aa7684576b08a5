// What one reading of one signal says, judged: value, quality, age, range, and what is wrong with it. Pure.
import { isGood } from "#contracts/quality.ts";
import { toPlainNumber, type Value } from "#contracts/value.ts";
import type { Inspection } from "../driver.ts";
import { statusWords } from "../status-words.ts";
import type { Expectation } from "./expectation.ts";
import { isUnlikely, type RangeVerdict, rangeVerdict } from "./plausible.ts";
import { type RankedDecoding, rankDecodings } from "./rank-decodings.ts";

/** Problems say that something has to be mended; notes that a person should look. */
export type Finding = {
  readonly kind:
    | "bad"
    | "implausible"
    | "out-of-range"
    | "unlikely"
    | "source-time-old"
    | "source-time-ahead"
    | "counter-falls"
    | "zero"
    | "unchanged";
  readonly problem: boolean;
  /** zh · en, with the mend. */
  readonly text: string;
};

/** Everything in JSON's own types: integers beyond 2^53 and bytes as texts. */
export type SignalCheck = {
  readonly equipment: string;
  readonly signal: string;
  readonly name: string;
  readonly request: string;
  /** Registers as they came, e.g. `4365 E666`; empty when there were none. */
  readonly raw: string;
  readonly value: null | boolean | number | string;
  /** UNECE Recommendation 20 code. */
  readonly unit?: string;
  readonly range?: readonly [number, number];
  readonly status: number;
  readonly quality: string;
  /** ms UTC. */
  readonly sourceTime: number;
  readonly ageMs: number;
  readonly verdict: RangeVerdict | "bad" | "no-number";
  readonly findings: readonly Finding[];
  /** Best first; filled when the value is implausible or out of range, or when asked for. */
  readonly decodings: readonly RankedDecoding[];
};

export type CheckedSignal = {
  readonly equipment: string;
  readonly signal: string;
  readonly intervalMs: number;
  readonly expectation: Expectation;
};

/** How old a source time may be: machines that report changes keep the time of the last one. */
const oldestMs = 60_000;
const aheadMs = 2_000;

/** Whether the neighbours are worth a second question. */
export function isDoubtful(inspection: Inspection, expectation: Expectation): boolean {
  const { value, status } = inspection.reading;
  if (!isGood(status)) return inspection.raw !== undefined;
  const verdict = verdictOf(value, expectation);
  return isAskingForMore(value, verdict);
}

function isAskingForMore(value: Value, verdict: SignalCheck["verdict"]): boolean {
  if (verdict === "implausible" || verdict === "out-of-range") return true;
  return verdict === "unknown" && isUnlikely(toPlainNumber(value) ?? 0);
}

/** @param now ms UTC, when the answer came. */
export function judgeSignal(
  { equipment, signal, intervalMs, expectation }: CheckedSignal,
  inspection: Inspection,
  decode: boolean,
  now: number,
): SignalCheck {
  const { reading, request, raw } = inspection;
  const good = isGood(reading.status);
  const verdict = good ? verdictOf(reading.value, expectation) : "bad";
  const ageMs = now - reading.sourceTime;
  const { unit, range, name } = expectation;
  const wanted = decode || !good || isAskingForMore(reading.value, verdict);
  return {
    equipment,
    signal,
    name,
    request,
    raw: hexOf(raw),
    value: plainOf(reading.value),
    ...(unit === undefined ? {} : { unit }),
    ...(range === undefined ? {} : { range }),
    status: reading.status,
    quality: statusWords(reading.status).said,
    sourceTime: reading.sourceTime,
    ageMs,
    verdict,
    findings: [
      ...valueFindings(reading.value, reading.status, verdict, expectation),
      ...(good ? timeFindings(ageMs, intervalMs) : []),
    ],
    decodings: wanted
      ? rankDecodings(inspection.decodings, expectation, configuredScale(inspection))
      : [],
  };
}

/** Compares with a second reading: what moved is alive. */
export function judgeAgain(
  first: SignalCheck,
  second: SignalCheck,
  kind: string | undefined,
): SignalCheck {
  const findings = [...second.findings];
  const [before, after] = [first.value, second.value];
  if (kind === "CNT" && typeof before === "number" && typeof after === "number" && after < before) {
    findings.push({
      kind: "counter-falls",
      problem: true,
      text: `计数变小了:${before} → ${after},多半是地址或字序不对 · the counter fell: address or word order may be wrong`,
    });
  }
  const moving = kind === "PV" && first.verdict !== "bad" && second.verdict !== "bad";
  if (moving && before === after) {
    findings.push({
      kind: "unchanged",
      problem: false,
      text: "两次读数完全相同;机器在动时应有变化 · both readings are equal; it should move while the machine does",
    });
  }
  return { ...second, decodings: first.decodings, findings };
}

function verdictOf(value: Value, expectation: Expectation): SignalCheck["verdict"] {
  if (typeof value === "boolean") return "no-number";
  const number = toPlainNumber(value);
  return number === null ? "no-number" : rangeVerdict(number, expectation);
}

function valueFindings(
  value: Value,
  status: number,
  verdict: SignalCheck["verdict"],
  { range }: Expectation,
): readonly Finding[] {
  if (!isGood(status)) {
    const { said, mend } = statusWords(status);
    return [{ kind: "bad", problem: true, text: mend === "" ? said : `${said};${mend}` }];
  }
  switch (verdict) {
    case "implausible":
      return [
        {
          kind: "implausible",
          problem: true,
          text: "不像任何量的数值:字序、类型或地址不对,看下面的解码 · no quantity looks like this: word order, type or address is wrong, see the decodings",
        },
      ];
    case "out-of-range":
      return [
        {
          kind: "out-of-range",
          problem: true,
          text: `超出量程 ${range?.[0]}…${range?.[1]}:对照面板,看下面的解码 · out of the declared range: compare with the panel, see the decodings`,
        },
      ];
    default:
      if (isAskingForMore(value, verdict)) {
        return [
          {
            kind: "unlikely",
            problem: false,
            text: "没有声明量程,数值少见:对照面板,看下面的解码 · no range is declared and the number is a rare one: compare with the panel, see the decodings",
          },
        ];
      }
      if (value !== 0) return [];
      return [
        {
          kind: "zero",
          problem: false,
          text: "读到 0:机器停着就正常,开着就核对地址 · zero: normal while the machine rests, else check the address",
        },
      ];
  }
}

function timeFindings(ageMs: number, intervalMs: number): readonly Finding[] {
  const seconds = Math.round(Math.abs(ageMs) / 1000);
  if (ageMs < -aheadMs) {
    return [
      {
        kind: "source-time-ahead",
        problem: true,
        text: `设备的时钟快 ${seconds} s:校对设备与本机的时钟 · the device's clock is ahead by ${seconds} s: set both clocks`,
      },
    ];
  }
  if (ageMs <= Math.max(oldestMs, 3 * intervalMs)) return [];
  return [
    {
      kind: "source-time-old",
      problem: false,
      text: `设备说这是 ${seconds} s 前的值:没有变化,或设备停止更新 · ${seconds} s old by the device: unchanged, or no longer updated`,
    },
  ];
}

function hexOf(raw: Uint8Array | undefined): string {
  const hex = Buffer.from(raw ?? [])
    .toString("hex")
    .toUpperCase();
  return hex.replace(/.{4}(?=.)/g, "$& ");
}

function plainOf(value: Value): SignalCheck["value"] {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return hexOf(value);
  // JSON has neither NaN nor infinity.
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** The scale that the address has: what the scan made of the raw number. */
function configuredScale({ reading, decodings }: Inspection): number {
  const asked = decodings.find(
    ({ changes }) => !changes.type && !changes.order && changes.shift === 0,
  );
  const raw = asked === undefined ? null : toPlainNumber(asked.value);
  const value = toPlainNumber(reading.value);
  if (raw === null || raw === 0 || value === null || value === 0) return 1;
  const decades = Math.round(Math.log10(Math.abs(value / raw)));
  return Math.abs(value / raw / 10 ** decades - 1) < 1e-6 ? 10 ** decades : 1;
}
