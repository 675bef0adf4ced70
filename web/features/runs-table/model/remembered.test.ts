import { describe, expect, test } from "vitest";
import { cookieOf, rememberedOf } from "./remembered";

const full = {
  layout: "table",
  share: 0.5,
  cols: ["params.lr", "metrics.loss"],
  pin: ["params.lr"],
  best: ["metrics.loss:min"],
  widths: { name: 300, "params.lr": 120 },
  colours: { run_1: "--chart-2" },
} as const;

describe("what a browser remembers of the table", () => {
  test("comes back as it was, whether it lay in the storage or in a cookie", () => {
    expect(rememberedOf(JSON.stringify(full))).toEqual(full);
    expect(rememberedOf(cookieOf(rememberedOf(JSON.stringify(full))))).toEqual(full);
  });

  test.each([null, undefined, "", "{", "null", "7", "[]", '"x"', "%7B%22layout%22"])("is nothing when it reads %j", (text) => {
    expect(rememberedOf(text)).toEqual({});
  });

  test("leaves out what is not as it should be", () => {
    const text = JSON.stringify({
      layout: "</script>",
      share: 7,
      cols: ["params.lr", 5, null, "x".repeat(601)],
      pin: "params.lr",
      widths: { a: "1px;background:url(//evil.example)", b: 90, c: 1e9, d: null },
      colours: { run_1: "red;background:url(//evil.example)", run_2: "--chart-3" },
      more: true,
    });
    expect(rememberedOf(text)).toEqual({ cols: ["params.lr"], widths: { b: 90, c: 800 }, colours: { run_2: "--chart-3" } });
    expect(rememberedOf(JSON.stringify({ cols: Array.from({ length: 501 }, String) }))).toEqual({});
  });

  test("fits into a cookie: colours go first, columns last", () => {
    const colours = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`run_${i}`, "--chart-1"]));
    const widths = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`params.number_${i}`, 100]));
    const bytes = (text: string) => encodeURIComponent(text).length;
    expect(rememberedOf(cookieOf({ ...full, cols: [...full.cols], pin: [], best: [], colours }))).toEqual({
      ...full,
      pin: [],
      best: [],
      colours: undefined,
    });
    const wide = cookieOf({ cols: ["params.lr"], layout: "table", widths, colours });
    expect(rememberedOf(wide)).toEqual({ layout: "table", cols: ["params.lr"] });
    const many = cookieOf({ cols: Array.from({ length: 400 }, (_, i) => `params.a_long_name_${i}`), layout: "table" });
    expect(rememberedOf(many)).toEqual({ layout: "table" });
    for (const text of [wide, many]) expect(bytes(text)).toBeLessThan(3_501);
  });
});
