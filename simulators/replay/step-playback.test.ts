import fc from "fast-check";
import { expect, test } from "vitest";
import { StepPlayback } from "./step-playback.ts";

test("one read of all registers lets the next row stand; the last row stays and is done", () => {
  const playback = new StepPlayback(5, 7, 6);
  expect(playback.progress()).toEqual({ row: 5, first: 5, end: 7, done: false });
  playback.noteRead(0, 6);
  expect(playback.progress()).toMatchObject({ row: 6, done: false });
  playback.noteRead(0, 6);
  expect(playback.progress()).toMatchObject({ row: 6, done: true });
  playback.noteRead(0, 6);
  expect(playback.progress()).toMatchObject({ row: 6, done: true });
});

test("a row stands while one register is unread, however often the others are read", () => {
  const playback = new StepPlayback(0, 2, 6);
  for (let n = 0; n < 3; n += 1) playback.noteRead(0, 5);
  expect(playback.progress().row).toBe(0);
  playback.noteRead(5, 1);
  expect(playback.progress().row).toBe(1);
  playback.noteRead(5, 1);
  expect(playback.progress().row).toBe(1);
});

test("in whatever pieces it is read, a row goes on exactly when the last register was read", () => {
  const piece = fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const playback = new StepPlayback(0, 1_000, 10);
      let seen = new Set<number>();
      let row = 0;
      for (const [from = 0, to = 0] of pieces) {
        playback.noteRead(from, to - from + 1);
        for (let at = from; at <= to; at += 1) seen.add(at);
        if (seen.size === 10) {
          row += 1;
          seen = new Set();
        }
        expect(playback.progress().row).toBe(row);
      }
    }),
    { seed: 12 },
  );
});
