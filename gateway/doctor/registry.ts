// Everything that the doctor looks at, in the order in which it is told. One file and one line each.
import { certificates } from "./checks/certificates.ts";
import { clock } from "./checks/clock.ts";
import { configuration } from "./checks/configuration.ts";
import { dataFolder } from "./checks/data-folder.ts";
import { diskSpace } from "./checks/disk-space.ts";
import { diskSync } from "./checks/disk-sync.ts";
import { memory } from "./checks/memory.ts";
import { operatingSystem } from "./checks/operating-system.ts";
import { outbox } from "./checks/outbox.ts";
import { ports } from "./checks/ports.ts";
import { reachability } from "./checks/reachability.ts";
import { runtime } from "./checks/runtime.ts";
import { serialPorts } from "./checks/serial-ports.ts";
import { sleep } from "./checks/sleep.ts";
import type { DoctorCheck } from "./doctor-check.ts";

export const doctorChecks: readonly DoctorCheck[] = [
  operatingSystem,
  runtime,
  memory,
  diskSpace,
  diskSync,
  sleep,
  clock,
  ports,
  serialPorts,
  configuration,
  dataFolder,
  certificates,
  outbox,
  reachability,
];
