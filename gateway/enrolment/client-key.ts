// The gateway's TLS key, made once and never sent, and the request that a centre signs.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  webcrypto,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { GatewayError } from "../errors.ts";
import { makeFolder, writeDurably } from "../evidence/durable-file.ts";
import { clientKeyFile } from "./stored-grant.ts";

const p256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

function readKey(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The key of the data folder, made when there is none. Throws GATEWAY_ENROL_KEY_UNUSABLE. */
export function openClientKey(dataDir: string): KeyObject {
  const path = clientKeyFile(dataDir);
  try {
    const pem = readKey(path);
    if (pem !== undefined) {
      const key = createPrivateKey(pem);
      if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1") throw new Error("no P-256 key");
      return key;
    }
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    makeFolder(dirname(path));
    writeDurably(path, privateKey.export({ format: "pem", type: "pkcs8" }).toString());
    return privateKey;
  } catch (cause) {
    throw new GatewayError(
      "GATEWAY_ENROL_KEY_UNUSABLE",
      `网关的 TLS 密钥 ${path} 不能用:${String(cause)}。权限不对请改正;文件损坏请删去它,再用新登记码登记 · The gateway's TLS key ${path} cannot be used: mend its permissions, or delete it when it is damaged and enrol with a new code.`,
      { file: path },
      { cause },
    );
  }
}

/** SubjectPublicKeyInfo (DER) of a key. */
export function publicDer(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: "der", type: "spki" });
}

/** PKCS #10 request, PEM. The names in it are for people; a centre takes those of its code. */
export async function certificateRequest(key: KeyObject, name: string): Promise<string> {
  // The library's container asks for a Reflect that keeps metadata.
  await import("reflect-metadata");
  const { Pkcs10CertificateRequestGenerator } = await import("@peculiar/x509");
  const { subtle } = webcrypto;
  const pkcs8 = key.export({ format: "der", type: "pkcs8" });
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [name] }],
    keys: {
      privateKey: await subtle.importKey("pkcs8", pkcs8, p256, false, ["sign"]),
      publicKey: await subtle.importKey("spki", publicDer(key), p256, true, ["verify"]),
    },
    signingAlgorithm: p256,
  });
  return request.toString("pem");
}
