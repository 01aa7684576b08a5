// Certificates of one test, made by openssl: an authority, servers and clients, good and bad ones.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export class TlsFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  path(file: string): string {
    return join(this.#folder, file);
  }
  pem(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  #openssl(...args: string[]): void {
    execFileSync("openssl", args, { cwd: this.#folder, stdio: "pipe" });
  }

  #key(name: string): void {
    this.#openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", `${name}.key`);
  }

  /** NAME.pem and NAME.key of an authority. */
  authority(name: string): void {
    this.#key(name);
    const subject = ["-subj", `/CN=${name}`];
    this.#openssl("req", "-x509", "-key", `${name}.key`, ...subject, "-out", `${name}.pem`);
  }

  /** NAME.pem and NAME.key, signed by the authority. @param days negative: expired @param san e.g. IP:127.0.0.1 */
  signed(name: string, authority: string, san: string, days = 1): void {
    this.#key(name);
    this.#openssl("req", "-new", "-key", `${name}.key`, "-subj", `/CN=${name}`, "-out", "request");
    writeFileSync(this.path("extensions"), `subjectAltName=${san}\n`);
    const by = ["-CA", `${authority}.pem`, "-CAkey", `${authority}.key`, "-CAcreateserial"];
    const as = ["-extfile", "extensions", "-days", String(days), "-out", `${name}.pem`];
    this.#openssl("x509", "-req", "-in", "request", ...by, ...as);
  }
}
