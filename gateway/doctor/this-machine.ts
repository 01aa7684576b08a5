// The computer that the doctor runs on.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { arch, platform, release } from "node:os";
import type { Clock } from "#contracts/time.ts";
import type { DoctorMachine } from "./doctor-check.ts";

const programMs = 5_000;
const dialMs = 3_000;

export function thisMachine(clock: Clock): DoctorMachine {
  return {
    clock,
    platform: platform(),
    arch: arch(),
    release: release(),
    readText: (path) => {
      try {
        return readFileSync(path, "utf8");
      } catch {
        return undefined;
      }
    },
    run: (program, args) =>
      new Promise((resolve) => {
        const options = {
          timeout: programMs,
          maxBuffer: 1024 * 1024,
          env: { LC_ALL: "C", PATH: "/usr/bin:/bin:/usr/sbin:/sbin" },
        };
        execFile(program, [...args], options, (error, stdout) => {
          // systemctl tells by its exit code as well; what it said counts.
          resolve(error !== null && stdout === "" ? undefined : stdout);
        });
      }),
    dial: (host, port) =>
      new Promise((resolve) => {
        const socket = connect({ host, port, timeout: dialMs });
        const settle = (reason: string | null) => {
          socket.destroy();
          resolve(reason);
        };
        socket.once("connect", () => settle(null));
        socket.once("timeout", () => settle(`no answer within ${dialMs} ms`));
        socket.once("error", (error) => settle(error.message));
      }),
  };
}
