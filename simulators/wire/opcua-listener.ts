// The OPC UA server of one plant, with the faults that act on it. The library is loaded only here, where a
// plant has such a server: it costs half a second and some 90 MB.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OpcUaTrouble } from "../faults/fault.ts";
import type { BuiltPlant } from "../run/built-plant.ts";
import type { RestartableOpcUaServer } from "../servers/opcua-restart.ts";
import { type CableState, wholeCable, worseCable } from "../servers/tcp-cable-state.ts";
import { type CabledListener, openCabled, type Place } from "./cabled-listener.ts";
import { readOpcUaUserCertificates, readOpcUaUsers } from "./opcua-users.ts";

/** Spare namespaces of a renumbered start: 1 to this. */
const MAX_SPARE_NAMESPACES = 8;

const refusedCable: CableState = { kind: "refused" };

export interface OpcUaListenerOptions {
  readonly built: BuiltPlant;
  /** When the plant last computed its values, ms since the epoch; faults of the controller's clock come on top. */
  readonly now: () => number;
  readonly cabled: boolean;
  readonly log: (line: string) => void;
}

export interface OpcUaListener {
  readonly place: Place & { readonly endpointUrl: string; readonly certificateFile: string };
  /** After each step. */
  obey(): void;
  close(): Promise<void>;
}

/** undefined: the scenario does not list it. Throws what openOpcUaServer and readers of users throw. */
export async function openOpcUaListener(
  options: OpcUaListenerOptions,
): Promise<OpcUaListener | undefined> {
  const { built, now, cabled, log } = options;
  const { exposure, faults, scenario, shown } = built;
  const { listen, opcua, id } = scenario;
  if (exposure.opcua === null || listen.opcua === undefined || opcua === undefined)
    return undefined;
  const { securityModes, securityPolicies, users, userCertificates, renumber, ...rest } = opcua;
  const security = {
    modes: securityModes,
    policies: securityPolicies,
    ...rest,
    users: users === undefined ? new Map<string, string>() : readOpcUaUsers(users),
    userCertificates:
      userCertificates === undefined ? [] : readOpcUaUserCertificates(userCertificates),
  };
  const spare = (): number => {
    const number = chooseNamespaces(opcua.pki, now());
    log(`本次启动前置 ${number} 个空命名空间 · ${number} spare namespaces stand first this time`);
    return number;
  };
  const namespacesBefore = renumber ? spare() : 0;
  const { openRestartableOpcUaServer } = await import("../servers/opcua-restart.ts");
  const shownExposure = exposure.opcua;
  const listener = await openCabled(
    listen.opcua,
    cabled,
    (place) =>
      openRestartableOpcUaServer({
        exposure: shownExposure,
        name: id,
        ...place,
        read: (point) => shown.value(point),
        sourceTime: () => now() + controllerOffsetMs(built),
        security,
        namespacesBefore,
        log,
      }),
    ({ host, port }) => ({ host, port }),
  );
  const { server, place } = listener;
  if (cabled) server.advertise(place);
  // Behind a cable a server that is away refuses as it would without one.
  const setCable = (): void => {
    const own = follower.away() ? refusedCable : wholeCable;
    listener.setCable(worseCable(faults.cable("opcua"), own));
  };
  const follower = new TroubleFollower(listener, { namespacesBefore, spare, log, moved: setCable });
  return {
    place: {
      ...place,
      endpointUrl: cabled ? `opc.tcp://${place.host}:${place.port}` : server.endpointUrl,
      certificateFile: server.certificateFile,
    },
    obey: () => {
      follower.follow(faults.opcua());
      setCable();
    },
    close: () => listener.close(),
  };
}

/** What clocks of controllers are wrong by; several faults add up. */
function controllerOffsetMs({ faults }: BuiltPlant): number {
  return faults
    .plant()
    .reduce((sum, trouble) => (trouble.kind === "clock" ? sum + trouble.offsetMs : sum), 0);
}

interface FollowerOptions {
  /** Spare namespaces of the first start. */
  readonly namespacesBefore: number;
  /** Chooses how many stand first after a renumbering. */
  readonly spare: () => number;
  readonly log: (line: string) => void;
  /** The server is down, or back. */
  readonly moved: () => void;
}

/** Takes the server down, up and to another certificate as troubles come and go; never two moves at a time. */
class TroubleFollower {
  readonly #server: RestartableOpcUaServer;
  readonly #options: FollowerOptions;
  #namespaces: number;
  #before: OpcUaTrouble | undefined;
  /** Moves that have not ended. */
  #moving = 0;

  constructor({ server }: CabledListener<RestartableOpcUaServer>, options: FollowerOptions) {
    this.#server = server;
    this.#options = options;
    this.#namespaces = options.namespacesBefore;
  }

  /** Whether nobody can reach it: down, or on its way back. */
  away(): boolean {
    return this.#moving > 0 || this.#before?.kind === "down" || this.#before?.kind === "restart";
  }

  follow(trouble: OpcUaTrouble | undefined): void {
    const before = this.#before;
    if (trouble?.kind === before?.kind) return;
    this.#before = trouble;
    if (trouble?.kind === "down" || trouble?.kind === "restart") this.#do(this.#server.takeDown());
    else {
      if (before?.kind === "restart" && before.renumber) this.#namespaces = this.#options.spare();
      const certificate = trouble?.kind === "certificate-expired" ? "expired" : "valid";
      this.#do(this.#server.restart({ spareNamespaces: this.#namespaces, certificate }));
    }
  }

  /** The plant goes on while its server moves; what goes wrong is said. */
  #do(move: Promise<void>): void {
    this.#moving += 1;
    move
      .catch((error: unknown) =>
        this.#options.log(
          `OPC UA 服务器没有回来 · the OPC UA server did not come back: ${error instanceof Error ? error.message : error}`,
        ),
      )
      .finally(() => {
        this.#moving -= 1;
        this.#options.moved();
      });
  }
}

/** By the wall clock, and never as many as at the start before. */
function chooseNamespaces(folder: string, now: number): number {
  const file = join(folder, "spare-namespaces");
  const chosen = 1 + (Math.floor(now / 1000) % MAX_SPARE_NAMESPACES);
  const number = chosen === readNumber(file) ? 1 + (chosen % MAX_SPARE_NAMESPACES) : chosen;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${number}\n`);
  return number;
}

function readNumber(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
