// The words after `lineproof enrolment`; one file and one line each. All work beside the running centre.
import type { EnrolmentCommand } from "./enrolment-command.ts";

export type EnrolmentCommandEntry = {
  /** One line, zh then English. */
  readonly summary: string;
  load(): Promise<EnrolmentCommand>;
};

export const enrolmentCommands: { readonly [name: string]: EnrolmentCommandEntry } = {
  code: {
    summary: "制作一次性登记码 · makes a one-time code",
    load: async () => (await import("./code.ts")).code,
  },
  list: {
    summary: "列出登记过的网关 · lists enrolled gateways",
    load: async () => (await import("./list.ts")).list,
  },
  revoke: {
    summary: "撤销网关,立即断开 · revokes and cuts off",
    load: async () => (await import("./revoke.ts")).revoke,
  },
};
