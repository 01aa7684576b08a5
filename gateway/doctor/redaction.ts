// Taking secrets out of texts that leave the house: what is known to be one, wherever it stands, and what looks like
// one. A configuration has only references to secrets, but people paste passwords where they should not.
import { Secret } from "../config/secret.ts";

const gone = "[已隐去 redacted]";

/** A text shorter than this would take half the report with it; it is removed where it follows a key or stands in a URL. */
const leastKnown = 4;

/** Names of settings and variables whose values are nobody's business. */
const telling =
  /pass(?:word|wd|phrase)?|pwd|secret|token|credential|api[-_]?key|private|密码|口令/i;

/** Every text in an environment whose name says that it is a secret. */
export function secretsOfEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && (telling.test(name) || /_KEY$|^KEY$/i.test(name)) ? [value] : [],
  );
}

/** Texts of a configuration that are secrets: those it hides itself, and those under a name that tells. */
export function secretsOf(value: unknown, name = ""): readonly string[] {
  if (value instanceof Secret) return [value.reveal()];
  if (typeof value === "string")
    return telling.test(name) || /-----BEGIN/.test(value) ? [value] : [];
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, each]) => secretsOf(each, key));
}

/** Lines of a file are secrets one by one as well, as they may stand in a log. */
export class Redaction {
  readonly #known: readonly string[];

  constructor(known: Iterable<string>) {
    const texts = [...known].flatMap((text) => [
      text,
      text.trim(),
      ...text.split("\n").map((line) => line.trim()),
    ]);
    const forms = texts
      .filter((text) => text.length >= leastKnown)
      .flatMap((text) => [text, encodeURIComponent(text), Buffer.from(text).toString("base64")]);
    // The longest first: one may be a part of another.
    this.#known = [...new Set(forms)].sort((a, b) => b.length - a.length);
  }

  apply(text: string): string {
    let clean = text.replace(
      /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g,
      gone,
    );
    for (const known of this.#known) clean = clean.replaceAll(known, gone);
    return clean
      .replace(/([a-z][a-z0-9.+-]*:\/\/)[^\s/@"']+@/gi, `$1${gone}@`)
      .replace(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g, `$1 ${gone}`)
      .replace(settingLine, (line, lead: string, value: string) =>
        isReference(value) ? line : `${lead}${gone}`,
      );
  }

  /** Besides: names of users, which a configuration may carry openly. */
  applyToConfiguration(text: string): string {
    return this.apply(text)
      .replace(
        /^(\s*-?\s*|.*[{,]\s*)((?:username|user)\s*:\s*)(?!\s*\{)([^\s,}#][^,}#\n]*)/gim,
        `$1$2${gone}`,
      )
      .replace(/(\buser\s*:\s*\{\s*name\s*:\s*)([^,}]+)/gi, `$1${gone}`);
  }
}

/** `password: hunter2`, `"token": "…"`, `MQTT_PASSWORD=…`; what a reference names is no secret. */
const settingLine = new RegExp(
  `(["']?[\\w.-]*(?:${telling.source})[\\w.-]*["']?\\s*[:=]\\s*)([^\\n,}]+)`,
  "gi",
);

/** `{ fromEnv: NAME }` and `{ fromFile: path }` say where a secret is, and nothing else in that place does. */
function isReference(value: string): boolean {
  return /^\{?\s*(?:fromEnv|fromFile)\s*:\s*["']?[\w./\\-]+["']?\s*$/.test(value.trim());
}
