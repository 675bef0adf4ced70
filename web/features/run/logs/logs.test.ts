import type { Line } from "@cairn/sdk/schema";
import { describe, expect, test } from "vitest";
import { marked, plainText, segments } from "./ansi";
import { finder } from "./find";
import { NO_LINES, withFetched, withLive } from "./line-store";

const ESC = "\u001b";

describe("ANSI", () => {
  test("colours become looks, and the text is what a terminal shows", () => {
    const parts = segments(`plain ${ESC}[1;31mred${ESC}[0m ${ESC}[38;5;196mtable${ESC}[38;2;1;2;3mrgb`);
    expect(parts.map(({ text, colour, isBold }) => [text, colour, isBold])).toEqual([
      ["plain ", undefined, false],
      ["red", "var(--ansi-1)", true],
      [" ", undefined, false],
      ["table", "#ff0000", false],
      ["rgb", "#010203", false],
    ]);
  });
  test("what is no colour is left out; of overwritten text the last stays", () => {
    expect(plainText(`10%\r50%\r100%${ESC}[K done${ESC}]8;;http://x${ESC}\\`)).toBe("100% done");
    expect(segments(`a\u0007${ESC}[2Jb`).map(({ text }) => text)).toEqual(["ab"]);
    expect(plainText(`loss${ESC}[0m\r`)).toBe("loss");
  });
  test("strings for the terminal are left out, and a line full of their beginnings takes no time", () => {
    expect(plainText(`a${ESC}P+q544e${ESC}\\b${ESC}_x${ESC}\\c${ESC}]52;c;aGk=\u0007d`)).toBe("abcd");
    const began = performance.now();
    for (let i = 0; i < 20; i++) plainText(`${ESC}]`.repeat(8_000));
    expect(performance.now() - began).toBeLessThan(1_000);
  });
  test("matches are cut out across colours", () => {
    const parts = marked(segments(`${ESC}[32mval${ESC}[0mue=1`), [[1, 5]]);
    expect(parts.map(({ text, isMatch }) => [text, isMatch])).toEqual([
      ["v", false],
      ["al", true],
      ["ue", true],
      ["=1", false],
    ]);
  });
});

test("a search finds text in any case, or an expression", () => {
  expect(finder({ text: "LOSS.", isRegex: false })?.("loss. Loss.x loss")).toEqual([
    [0, 5],
    [6, 11],
  ]);
  expect(finder({ text: "l.s+|^x*", isRegex: true })?.("loss")).toEqual([[0, 4]]);
  expect(finder({ text: "(", isRegex: true })).toBeNull();
});

describe("known lines", () => {
  const lines = (from: number, to: number): Line[] =>
    Array.from({ length: to - from + 1 }, (_, i) => ({
      number: from + i,
      at: 0,
      stream: "stdout",
      level: null,
      step: null,
      text: `${from + i}`,
    }));
  const numbers = (store: { lines: readonly Line[] }) => store.lines.map(({ number }) => number);

  test("grow at both ends, with no line twice", () => {
    let store = withFetched(NO_LINES, lines(5, 7), 9);
    store = withFetched(store, lines(3, 5), 9);
    store = withFetched(store, lines(7, 9), 9);
    expect(numbers(store)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });
  test("never have a hole: what lies apart replaces them", () => {
    expect(numbers(withFetched(withFetched(NO_LINES, lines(1, 3), 100), lines(50, 51), 100))).toEqual([50, 51]);
  });
  test("take live lines that follow, leave known ones, and ask for what is missing", () => {
    const store = withFetched(NO_LINES, lines(1, 3), 3);
    expect(numbers(withLive(store, lines(2, 5)).store)).toEqual([1, 2, 3, 4, 5]);
    expect(withLive(store, lines(6, 7))).toMatchObject({ isBehind: true, store: { total: 7 } });
    expect(numbers(withLive(store, lines(6, 7)).store)).toEqual([1, 2, 3]);
  });
  test("stay where they are while live lines come in at an end that is not shown", () => {
    const { store, isBehind } = withLive(withFetched(NO_LINES, lines(1, 3), 50), lines(51, 52));
    expect([numbers(store), store.total, isBehind]).toEqual([[1, 2, 3], 52, false]);
  });
});
