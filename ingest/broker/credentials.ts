// Who is at the door of the embedded broker: user name and password → principal.
import { createHash, timingSafeEqual } from "node:crypto";
import { matchesHash, type ScryptHash } from "./password-hash.ts";
import type { Principal } from "./topic-rights.ts";

export type Secret =
  | { readonly kind: "plain"; readonly text: string }
  | { readonly kind: "scrypt"; readonly hash: ScryptHash };

export type Credential = {
  readonly username: string;
  readonly secret: Secret;
  readonly principal: Principal;
};

function digest(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

async function matches(password: Uint8Array, secret: Secret): Promise<boolean> {
  if (secret.kind === "scrypt") return matchesHash(password, secret.hash);
  // Digests have equal lengths, so that the comparison takes equal time.
  return timingSafeEqual(digest(password), digest(Buffer.from(secret.text)));
}

export class Credentials {
  readonly #byName: ReadonlyMap<string, Credential>;

  constructor(credentials: readonly Credential[]) {
    this.#byName = new Map(credentials.map((credential) => [credential.username, credential]));
  }

  /** undefined for an unknown user and for a wrong password alike. */
  async check(
    username: string | undefined,
    password: Uint8Array | undefined,
  ): Promise<Credential | undefined> {
    if (username === undefined || password === undefined) return undefined;
    const credential = this.#byName.get(username);
    if (credential === undefined) return undefined;
    return (await matches(password, credential.secret)) ? credential : undefined;
  }
}
