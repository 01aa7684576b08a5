// A session with a real OPC UA server, recorded, and a server that gives its answers again to whoever asks the same:
// quick to open, without memory, and every answer can be changed on its way.
import { connect, createServer, type Server, type Socket } from "node:net";
import {
  answerHandleAt,
  askedIn,
  ChunkCutter,
  kindOf,
  notificationNumberAt,
  requestHandleAt,
  sequenceAt,
  typeOf,
} from "./opcua-chunks.ts";

/** Ids of encodings, Part 6 Annex A.3. */
const publishRequest = 826;
const publishResponse = 829;

export type Recording = {
  readonly acknowledge: Buffer;
  readonly open: Buffer;
  /** By what was asked, and by its type alone. */
  readonly answers: ReadonlyMap<string, readonly Buffer[]>;
  readonly publishings: readonly Buffer[];
};

/** Records what a server says to whoever connects to the port while `talk` runs. */
export async function record(
  target: number,
  talk: (port: number) => Promise<void>,
): Promise<Recording> {
  const recorder = new Recorder();
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    const heard = recorder.conversation();
    client.on("data", (bytes) => {
      upstream.write(bytes);
      heard.asked(bytes);
    });
    upstream.on("data", (bytes) => {
      client.write(bytes);
      heard.answered(bytes);
    });
    client.on("error", () => undefined).on("close", () => upstream.destroy());
    upstream.on("error", () => undefined).on("close", () => client.destroy());
  });
  const port = await listen(server);
  try {
    await talk(port);
  } finally {
    server.close();
  }
  return recorder.recording();
}

class Recorder {
  readonly #answers = new Map<string, Buffer[]>();
  readonly #publishings: Buffer[] = [];
  #acknowledge: Buffer | undefined;
  #open: Buffer | undefined;

  conversation(): { asked(bytes: Buffer): void; answered(bytes: Buffer): void } {
    const [asking, answering] = [new ChunkCutter(), new ChunkCutter()];
    const requests = new Map<number, Buffer>();
    return {
      asked: (bytes) => {
        for (const chunk of asking.push(bytes)) {
          if (kindOf(chunk) !== "HEL") requests.set(requestOf(chunk), Buffer.from(chunk));
        }
      },
      answered: (bytes) => {
        for (const chunk of answering.push(bytes)) this.#keep(Buffer.from(chunk), requests);
      },
    };
  }

  recording(): Recording {
    const [acknowledge, open] = [this.#acknowledge, this.#open];
    if (acknowledge === undefined || open === undefined) throw new Error("nothing was recorded");
    return { acknowledge, open, answers: this.#answers, publishings: this.#publishings };
  }

  #keep(chunk: Buffer, requests: ReadonlyMap<number, Buffer>): void {
    if (kindOf(chunk) === "ACK") this.#acknowledge ??= chunk;
    if (kindOf(chunk) === "OPN") this.#open ??= chunk;
    if (kindOf(chunk) !== "MSG") return;
    const request = requests.get(requestOf(chunk));
    if (request === undefined) return;
    if (typeOf(chunk) === publishResponse) this.#publishings.push(chunk);
    this.#add(askedIn(request), chunk);
    this.#add(`${typeOf(request)}`, chunk);
  }

  #add(key: string, chunk: Buffer): void {
    const list = this.#answers.get(key) ?? [];
    if (list.length < 8) this.#answers.set(key, [...list, chunk]);
  }
}

function requestOf(chunk: Buffer): number {
  return chunk.readUInt32LE(sequenceAt(chunk) + 4);
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as { port: number }).port;
}

/** What becomes of an answer: the bytes to send instead, in order; none: silence. */
export type Change = (answer: Buffer) => readonly Buffer[];

export type ReplayServer = {
  readonly port: number;
  connections(): number;
  close(): Promise<void>;
};

/** Publishing takes this long, ms. */
const publishingMs = 10;

export async function openReplay(recording: Recording, change: Change): Promise<ReplayServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true).on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    new Conversation(recording, change, socket);
  });
  const port = await listen(server);
  return {
    port,
    connections: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class Conversation {
  readonly #recording: Recording;
  readonly #change: Change;
  readonly #socket: Socket;
  readonly #cutter = new ChunkCutter();
  readonly #turns = new Map<string, number>();
  #sequence = 0;
  #notification = 0;

  constructor(recording: Recording, change: Change, socket: Socket) {
    this.#recording = recording;
    this.#change = change;
    this.#socket = socket;
    socket.on("data", (bytes) => {
      try {
        for (const chunk of this.#cutter.push(bytes)) this.#hear(chunk);
      } catch {
        // It was given a wrong session and asks with what no server would understand: a server hangs up.
        socket.destroy();
      }
    });
  }

  #hear(chunk: Buffer): void {
    const { acknowledge, open } = this.#recording;
    const kind = kindOf(chunk);
    if (kind === "HEL") this.#send(acknowledge);
    else if (kind === "OPN") this.#send(this.#numbered(open, chunk));
    else if (kind === "MSG") this.#answer(chunk);
    else this.#socket.destroy();
  }

  #answer(request: Buffer): void {
    if (typeOf(request) === publishRequest) {
      setTimeout(() => this.#publish(request), publishingMs);
      return;
    }
    const answer = this.#next(askedIn(request)) ?? this.#next(`${typeOf(request)}`);
    if (answer !== undefined) this.#send(this.#numbered(answer, request));
  }

  #publish(request: Buffer): void {
    const { publishings } = this.#recording;
    const recorded = publishings[this.#notification % publishings.length];
    if (recorded === undefined || this.#socket.destroyed) return;
    const answer = this.#numbered(recorded, request);
    this.#notification += 1;
    answer.writeUInt32LE(this.#notification, notificationNumberAt(answer));
    this.#send(answer);
  }

  /** One recorded answer after the other, over and over. */
  #next(key: string): Buffer | undefined {
    const list = this.#recording.answers.get(key);
    const turn = this.#turns.get(key) ?? 0;
    this.#turns.set(key, turn + 1);
    return list?.[turn % list.length];
  }

  #numbered(recorded: Buffer, request: Buffer): Buffer {
    const answer = Buffer.from(recorded);
    this.#sequence += 1;
    answer.writeUInt32LE(this.#sequence, sequenceAt(answer));
    answer.writeUInt32LE(request.readUInt32LE(sequenceAt(request) + 4), sequenceAt(answer) + 4);
    answer.writeUInt32LE(request.readUInt32LE(requestHandleAt(request)), answerHandleAt(answer));
    return answer;
  }

  #send(answer: Buffer): void {
    for (const bytes of this.#change(answer)) {
      if (!this.#socket.destroyed) this.#socket.write(bytes);
    }
  }
}
