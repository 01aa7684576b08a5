// Ways in which an answer of an OPC UA server can be wrong on the wire, one function each, drawn from a seed.
import { bodyAt, kindOf, sequenceAt } from "./opcua-chunks.ts";
import type { Change } from "./opcua-replay.ts";

/** [0, 1), the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Draw = { readonly random: () => number; int(below: number): number };
type Mutation = (answer: Buffer, draw: Draw) => readonly Buffer[];

/** From where a message of this kind has a body; the whole chunk where it has none. */
function bodyOf(answer: Buffer): number {
  return kindOf(answer) === "MSG" || kindOf(answer) === "OPN" ? bodyAt(answer) : 8;
}

function somewhere(answer: Buffer, draw: Draw, width: number): number {
  const from = bodyOf(answer);
  return from + draw.int(Math.max(1, answer.length - from - width));
}

export const mutations: Readonly<Record<string, Mutation>> = {
  "flipped bits in the body": (answer, draw) => {
    for (let n = draw.int(4); n >= 0; n -= 1) {
      const at = somewhere(answer, draw, 0);
      if (at < answer.length) answer[at] = (answer[at] ?? 0) ^ (1 << draw.int(8));
    }
    return [answer];
  },
  "flipped bit in the header": (answer, draw) => {
    const at = draw.int(Math.min(answer.length, 24));
    answer[at] = (answer[at] ?? 0) ^ (1 << draw.int(8));
    return [answer];
  },
  "random bytes": (answer, draw) => {
    const at = somewhere(answer, draw, 8);
    for (let i = at; i < Math.min(at + 8, answer.length); i += 1) answer[i] = draw.int(256);
    return [answer];
  },
  "huge length inside": (answer, draw) => {
    const sizes = [0x7fff_ffff, 0xffff_fffe, 0x0100_0000, 0x0001_0000, 0xffff_ffff];
    const at = somewhere(answer, draw, 4);
    if (at + 4 <= answer.length) answer.writeUInt32LE(sizes[draw.int(sizes.length)] ?? 0, at);
    return [answer];
  },
  "wrong message size": (answer, draw) => {
    const sizes = [0, 1, 7, 8, answer.length - 1, answer.length + 1, 0x00ff_ffff, 0xffff_ffff];
    answer.writeUInt32LE(sizes[draw.int(sizes.length)] ?? 0, 4);
    return [answer];
  },
  "cut short, size kept": (answer, draw) => [answer.subarray(0, draw.int(answer.length))],
  "cut short, size mended": (answer, draw) => {
    const short = Buffer.from(answer.subarray(0, 8 + draw.int(Math.max(1, answer.length - 8))));
    short.writeUInt32LE(short.length, 4);
    return [short];
  },
  "something appended": (answer, draw) => {
    const long = Buffer.concat([answer, Buffer.alloc(1 + draw.int(64), draw.int(256))]);
    if (draw.int(2) === 0) long.writeUInt32LE(long.length, 4);
    return [long];
  },
  "said twice": (answer) => [answer, answer],
  silence: () => [],
  "another kind of chunk": (answer, draw) => {
    answer[3] = "FCAX".charCodeAt(draw.int(4));
    return [answer];
  },
  "another kind of message": (answer, draw) => {
    answer.write(["ERR", "ACK", "OPN", "MSG", "HEL", "\0\0\0"][draw.int(6)] ?? "", "latin1");
    return [answer];
  },
  "another request": (answer, draw) => {
    if (kindOf(answer) === "MSG" || kindOf(answer) === "OPN") {
      answer.writeUInt32LE(draw.int(64), sequenceAt(answer) + (draw.int(2) === 0 ? 0 : 4));
    }
    return [answer];
  },
  "another type of body": (answer, draw) => {
    const at = bodyOf(answer);
    if (at + 4 <= answer.length)
      answer.writeUInt16LE(draw.int(2) === 0 ? 397 : draw.int(900), at + 2);
    return [answer];
  },
  "a stream of rubbish": (_, draw) => [
    Buffer.from(Array.from({ length: 1 + draw.int(400) }, () => draw.int(256))),
  ],
};

/**
 * Changes answers by chance, and counts how many by which mutation.
 * @param share of answers that are changed.
 */
export function mutating(
  seed: number,
  share: number,
): { readonly change: Change; readonly counts: Map<string, number> } {
  const random = randomOf(seed);
  const draw: Draw = { random, int: (below) => Math.floor(random() * below) };
  const names = Object.keys(mutations);
  const counts = new Map<string, number>();
  const change: Change = (answer) => {
    if (random() >= share) return [answer];
    const name = names[draw.int(names.length)] ?? "";
    const mutate = mutations[name];
    if (mutate === undefined || answer.length < 16) return [answer];
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return mutate(Buffer.from(answer), draw);
  };
  return { change, counts };
}
