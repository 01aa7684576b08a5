// Every code that a gateway may show, with its explanation; one file and one line per chapter, in the order of the page.
import { brokerErrors } from "./broker.ts";
import { commandLineErrors } from "./command-line.ts";
import { configurationErrors } from "./configuration.ts";
import { contractErrors } from "./contracts.ts";
import { deviceLinkErrors } from "./device-links.ts";
import { enrolmentErrors } from "./enrolment.ts";
import type { ErrorChapter, ErrorEntry } from "./error-entry.ts";
import { localErrors } from "./local.ts";
import { opcuaErrors } from "./opcua.ts";
import { storageErrors } from "./storage.ts";

export const errorGuide: readonly ErrorChapter[] = [
  configurationErrors,
  deviceLinkErrors,
  opcuaErrors,
  brokerErrors,
  storageErrors,
  enrolmentErrors,
  localErrors,
  commandLineErrors,
  contractErrors,
];

const byCode: ReadonlyMap<string, ErrorEntry> = new Map(
  errorGuide.flatMap(({ entries }) =>
    entries.flatMap((entry) => entry.codes.map((code) => [code, entry] as const)),
  ),
);

export function errorEntry(code: string): ErrorEntry | undefined {
  return byCode.get(code);
}
