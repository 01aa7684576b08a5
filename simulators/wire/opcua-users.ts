// Who may open a session: a YAML file of its own with one `name: password` per line, so that no password
// stands in a scenario, and a folder of certificates, each of which is a user.

import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { SimulatorsError } from "../errors.ts";

const usersSchema = z.record(z.string().min(1), z.string().min(1));
const CERTIFICATE = /\.(pem|crt|cer|der)$/i;

/** Passwords by name. Throws SIMULATORS_USERS_INVALID naming the file, never what it holds. */
export function readOpcUaUsers(file: string): ReadonlyMap<string, string> {
  try {
    const users = Object.entries(usersSchema.parse(parse(readFileSync(file, "utf8"))));
    if (users.length > 0) return new Map(users);
  } catch {
    // One message for all reasons: those of the parsers would quote the passwords.
  }
  throw invalid(
    `用户文件 ${file} 读不到,或不是每行一个“名字: 口令”。 · Users file ${file} cannot be read, or is not one "name: password" per line.`,
    [file],
  );
}

/**
 * Certificates of users, PEM or DER: the files .pem .crt .cer .der of a folder.
 * Throws SIMULATORS_USERS_INVALID naming every file that is no certificate, or the folder when it has none.
 */
export function readOpcUaUserCertificates(folder: string): readonly X509Certificate[] {
  const files = certificateFiles(folder);
  const read = files.map((file) => ({ file, certificate: readCertificate(file) }));
  const bad = read.flatMap(({ file, certificate }) => (certificate === undefined ? [file] : []));
  if (bad.length > 0) {
    throw invalid(
      `不是证书 · not a certificate: ${bad.join(", ")}(须为 PEM 或 DER 的 X.509 · must be X.509 as PEM or DER)`,
      bad,
    );
  }
  if (files.length === 0) {
    throw invalid(
      `用户证书目录 ${folder} 读不到,或没有 .pem .crt .cer .der 文件。 · User certificate folder ${folder} cannot be read, or has no .pem .crt .cer .der file.`,
      [folder],
    );
  }
  return read.flatMap(({ certificate }) => (certificate === undefined ? [] : [certificate]));
}

function certificateFiles(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => CERTIFICATE.test(name));
    return names.toSorted().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function readCertificate(file: string): X509Certificate | undefined {
  try {
    return new X509Certificate(readFileSync(file));
  } catch {
    return undefined;
  }
}

function invalid(message: string, files: readonly string[]): SimulatorsError {
  const file = files.join(", ");
  return new SimulatorsError("SIMULATORS_USERS_INVALID", message, { file });
}
