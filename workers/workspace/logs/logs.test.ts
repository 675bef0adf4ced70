import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LOG_CHUNK_BYTES, LOG_CHUNK_LINES } from "../limits.ts";
import { bitsOf, type KeptLine, levelsFrom, packLines, unpackLines } from "./codec.ts";
import { groupsOf, isFull } from "./groups.ts";
import { plainText } from "./matcher.ts";

const line: fc.Arbitrary<KeptLine> = fc.record({
  at: fc.integer({ min: 0, max: 8.64e15 }),
  stream: fc.constantFrom("stdout", "stderr"),
  level: fc.constantFrom(null, "debug", "info", "warning", "error"),
  step: fc.option(fc.maxSafeInteger()),
  text: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "\ud800", "a\nb\r", "\u0000", "\u001b[31m")),
});

describe("a chunk of lines", () => {
  test("reads as it was written", () => {
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 9 }), (lines, effort) => {
        expect(unpackLines(packLines(lines, effort))).toEqual(lines);
      }),
    );
  });

  // Bytes of version 1 as they were stored once: they have to be readable for ever.
  test("of version 1 can be read", () => {
    const stored = [
      "012d8c410a02311004bf227dee859959c262be127358614e262a9a15417c80aff026f80e3fe41324605faaa0a06f981b62d2691d2c98491f2d08070d92897",
      "33bf95c11212a208a5fbc206218153dfa1131ed975238b12313cdaffd119b4544b769b47ad8fd5d2a88cf7bf57dbe1e2090ef3f",
    ].join("");
    const bytes = Uint8Array.from(stored.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16));
    expect(unpackLines(bytes)).toEqual([
      { at: 1795252200000, stream: "stdout", level: null, step: null, text: "\u001b[32mok\u001b[0m" },
      { at: 1795252200250, stream: "stderr", level: "error", step: 7, text: "é 🦉" },
      { at: 1795252200100, stream: "stdout", level: "info", step: null, text: "" },
    ]);
  });

  test("of another version, or broken, is refused", () => {
    const packed = packLines([{ at: 1, stream: "stdout", level: null, step: null, text: "x" }], 6);
    expect(() => unpackLines(Uint8Array.of(2, ...packed.subarray(1)))).toThrow("version 2");
    expect(() => unpackLines(packed.subarray(0, 5))).toThrow();
  });

  test("says what levels and streams are in it", () => {
    const of = (level: KeptLine["level"]): KeptLine => ({ at: 0, stream: "stderr", level, step: null, text: "" });
    expect(bitsOf([of("error"), of(null)])).toEqual({ levels: 0b11000, streams: 0b10 });
    expect(levelsFrom("warning")).toBe(0b01100);
    expect(levelsFrom("debug")).toBe(0b01111);
  });
});

describe("chunks are merged", () => {
  const sizes = fc.record({
    bytes: fc.oneof(fc.nat({ max: 1_000 }), fc.nat({ max: LOG_CHUNK_BYTES })),
    lines: fc.oneof(fc.nat({ max: 100 }), fc.nat({ max: LOG_CHUNK_LINES })),
  });

  test("only with their neighbours, into what fits, and never one alone", () => {
    fc.assert(
      fc.property(fc.array(sizes, { maxLength: 60 }), fc.integer({ min: 2, max: 16 }), (chunks, atLeast) => {
        const all = chunks.map((chunk, i) => ({ ...chunk, i }));
        for (const group of groupsOf(all, atLeast)) {
          expect(group.length).toBeGreaterThan(1);
          expect(group.map(({ i }) => i)).toEqual(group.map((_, k) => (group[0]?.i ?? 0) + k));
          expect(group.some(isFull)).toBe(false);
          expect(group.reduce((n, { bytes }) => n + bytes, 0)).toBeLessThanOrEqual(LOG_CHUNK_BYTES);
          expect(group.reduce((n, { lines }) => n + lines, 0)).toBeLessThanOrEqual(LOG_CHUNK_LINES);
        }
      }),
    );
  });

  test("at the end only when they are many", () => {
    const small = (n: number) => Array.from({ length: n }, () => ({ bytes: 10, lines: 1 }));
    const lengths = (chunks: { bytes: number; lines: number }[]) => [...groupsOf(chunks, 16)].map((group) => group.length);
    expect(lengths(small(15))).toEqual([]);
    expect(lengths(small(16))).toEqual([16]);
    expect(lengths([...small(3), { bytes: LOG_CHUNK_BYTES, lines: 1 }, ...small(2)])).toEqual([3]);
  });
});

test.each([
  ["\u001b[1;31mred\u001b[0m", "red"],
  ["\u001b]0;title\u0007text", "text"],
  ["\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"],
  ["\u001b[2K\u001b[1Gbar", "bar"],
  ["\u001b(Bplain", "plain"],
  ["no escape [31m", "no escape [31m"],
])("%j is seen as %j", (text, seen) => {
  expect(plainText(text)).toBe(seen);
});
