// What was found of a machine's identity, in the words of details and reasons.
import type { Line } from "#contracts/line-model.ts";
import { listNames, machineName } from "../line-names.ts";
import type { IdentityFinding } from "../observation/device-identities.ts";
import type { Words } from "../words.ts";

/** @param lines all lines of the site: a duplicate may stand on another one. */
export function describeIdentity(finding: IdentityFinding, lines: readonly Line[]): Words {
  switch (finding.kind) {
    case "bound":
      return { zh: "身份一致", en: "identity as listed" };
    case "unread":
      return { zh: "未读到身份", en: "identity not read" };
    case "unlisted":
      return { zh: "台账没有序列号", en: "no serial on the list" };
    case "mismatch":
      return {
        zh: `读出的序列号 ${finding.serial} 与台账不符`,
        en: `serial ${finding.serial} is not the listed one`,
      };
    case "duplicate": {
      const others = listNames(finding.others.map((id) => machineName(lines, id)));
      return { zh: `序列号与${others.zh}重复`, en: `same serial as ${others.en}` };
    }
  }
}
