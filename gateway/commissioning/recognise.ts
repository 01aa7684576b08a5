// Which template a device is: its probe reads a plausible value, other signals agree, and the device's own words
// name it. Reads only, of one device at a time.
import { isGood } from "#contracts/quality.ts";
import { toPlainNumber } from "#contracts/value.ts";
import type { AnyDriver, Connection, FoundDevice, Reading } from "../driver.ts";
import type { Template } from "../templates/template.ts";
import { rangeVerdict } from "./plausible.ts";

/** What one template's addresses gave on one device. */
export type Observation = {
  readonly template: string;
  /** Maker and model by the template. */
  readonly vendor: string;
  readonly model: string;
  /** The probe's reading lies where it is expected. */
  readonly probe: boolean;
  /** Of the other signals that were read: good and in their ranges, and all. */
  readonly fitting: number;
  readonly sampled: number;
};

export type Recognition = {
  readonly template: string;
  /**
   * sure: it says so itself and the probe fits. likely: it says so, or probe and other signals fit.
   * possible: the probe fits.
   */
  readonly confidence: "sure" | "likely" | "possible";
  /** zh · en. */
  readonly why: string;
};

/** Signals read beside the probe. */
const sampledSignals = 6;
/** Share of them that fit a device that is what it seems to be. */
const fittingShare = 0.8;

/** Best first; none when nothing fits. Pure. */
export function rankRecognitions(
  observations: readonly Observation[],
  said: FoundDevice["said"],
): readonly Recognition[] {
  const words = said.map(([, text]) => text.toLowerCase()).join(" ");
  return observations
    .flatMap((seen) => recognised(seen, words) ?? [])
    .sort((a, b) => b.weight - a.weight)
    .map(({ weight: _weight, ...recognition }) => recognition);
}

function recognised(
  { template, model, probe, fitting, sampled }: Observation,
  words: string,
): (Recognition & { readonly weight: number }) | undefined {
  const named = model.length >= 3 && words.includes(model.toLowerCase());
  const share = sampled === 0 ? 0 : fitting / sampled;
  const agree =
    sampled === 0
      ? "没有别的信号可对照 · nothing else to compare"
      : `${sampled} 个信号中 ${fitting} 个吻合 · ${fitting} of ${sampled} signals fit`;
  if (named && probe) {
    return { template, confidence: "sure", why: `它自报是 ${model};${agree}`, weight: 5 + share };
  }
  if (named) {
    const why = `它自报是 ${model},但探针读数不符 · it says it is one, but the probe does not fit`;
    return { template, confidence: "likely", why, weight: 4 };
  }
  if (!probe) return undefined;
  const likely = share >= fittingShare;
  return {
    template,
    confidence: likely ? "likely" : "possible",
    why: `探针读数吻合;${agree}`,
    weight: (likely ? 2 : 1) + share,
  };
}

/**
 * Asks one device for the probes of all templates of its protocol, until its signal. Rejects when the link is lost.
 */
export async function observe(
  driver: AnyDriver,
  connection: Connection<unknown>,
  shared: FoundDevice["shared"],
  templates: readonly Template[],
  signal: AbortSignal,
): Promise<readonly Observation[]> {
  const observations: Observation[] = [];
  for (const template of templates) {
    if (signal.aborted) break;
    if (template.protocol !== driver.protocol || !isTelling(template)) continue;
    observations.push(await observeOne(driver, connection, shared, template));
  }
  return observations;
}

/** A map that any device may have, or one that says where to look only once parameters are given, tells nothing. */
function isTelling({ vendor, parameters }: Template): boolean {
  return parameters === undefined && vendor !== "(any)";
}

async function observeOne(
  driver: AnyDriver,
  connection: Connection<unknown>,
  shared: FoundDevice["shared"],
  template: Template,
): Promise<Observation> {
  const { maxRegisters, namespaces, quirks } = template;
  const common = {
    ...(maxRegisters === undefined || !driver.sharedKeys.includes("maxRegisters")
      ? {}
      : { maxRegisters }),
    ...(quirks === undefined ? {} : { quirks }),
    ...shared,
    ...(namespaces === undefined ? {} : { namespaces: { ...namespaces, ...namespacesOf(shared) } }),
  };
  const read = (signals: Template["signals"]) =>
    readAlone(
      connection,
      signals.map(({ address }) => driver.parseAddress(address, common)),
    );
  const { signal, expect } = template.probe;
  const [probe] = await read(template.signals.filter(({ id }) => id === signal));
  const { id, vendor, model } = template;
  const value = numberOf(probe);
  const fits = value !== null && value >= expect[0] && value <= expect[1];
  if (!fits) return { template: id, vendor, model, probe: false, fitting: 0, sampled: 0 };
  const others = template.signals.filter((each) => each.id !== signal).slice(0, sampledSignals);
  const readings = others.length === 0 ? [] : await read(others);
  const fitting = others.filter((each, i) => fitsRange(each, readings[i])).length;
  return { template: id, vendor, model, probe: true, fitting, sampled: others.length };
}

function namespacesOf({ namespaces }: FoundDevice["shared"]): object {
  return typeof namespaces === "object" && namespaces !== null ? namespaces : {};
}

/** One by one: a device that is asked for what it has not may keep silent, and is not to be given up for it. */
export async function readAlone(
  connection: Connection<unknown>,
  addresses: readonly unknown[],
): Promise<readonly Reading[]> {
  if (connection.inspect === undefined) return connection.plan(addresses, 0).read();
  const readings: Reading[] = [];
  for (const address of addresses) readings.push((await connection.inspect(address)).reading);
  return readings;
}

function fitsRange({ range }: Template["signals"][number], reading: Reading | undefined): boolean {
  if (reading === undefined || !isGood(reading.status)) return false;
  const value = numberOf(reading);
  if (value === null) return true;
  const verdict = rangeVerdict(value, {
    name: "",
    usual: [],
    ...(range === undefined ? {} : { range }),
  });
  return verdict === "in-range" || verdict === "unknown";
}

function numberOf(reading: Reading | undefined): number | null {
  return reading === undefined || !isGood(reading.status) ? null : toPlainNumber(reading.value);
}
