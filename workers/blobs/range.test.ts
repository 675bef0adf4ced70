import fc from "fast-check";
import { expect, test } from "vitest";
import { contentDisposition } from "./disposition.ts";
import { isHarmless, withCharset } from "./media-type.ts";
import { namesTag, parseRange } from "./range.ts";

test.each([
  [null, 10, null],
  ["bytes=0-4", 10, { offset: 0, length: 5 }],
  ["bytes=5-", 10, { offset: 5, length: 5 }],
  ["bytes=-3", 10, { offset: 7, length: 3 }],
  ["bytes=-30", 10, { offset: 0, length: 10 }],
  ["bytes=8-99", 10, { offset: 8, length: 2 }],
  ["Bytes = 1 - 2 ", 10, { offset: 1, length: 2 }],
  ["bytes=10-", 10, "none"],
  ["bytes=-0", 10, "none"],
  ["bytes=0-", 0, "none"],
  ["bytes=5-4", 10, null],
  ["bytes=-", 10, null],
  ["bytes=0-1,3-4", 10, null],
  ["items=0-1", 10, null],
  ["bytes=a-b", 10, null],
  ["bytes=99999999999999999999-", 10, "none"],
] as const)("the range %j of %d bytes", (header, size, expected) => {
  expect(parseRange(header, size)).toEqual(expected);
});

test("a range is always within the bytes", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat({ max: 1_000 }), (noise, a, b, size) => {
      for (const header of [noise, `bytes=${a}-${b}`, `bytes=${a}-`, `bytes=-${b}`, `bytes=${noise}`]) {
        const range = parseRange(header, size);
        if (range === null || range === "none") continue;
        expect(range.length).toBeGreaterThan(0);
        expect(range.offset).toBeGreaterThanOrEqual(0);
        expect(range.offset + range.length).toBeLessThanOrEqual(size);
      }
    }),
  );
});

test.each([
  [null, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ["*", true],
  ['"aa"', false],
  ["a", false],
])("If-None-Match: %s names the tag: %s", (header, expected) => {
  expect(namesTag(header, '"a"')).toBe(expected);
});

test("a file's name cannot break out of its header", () => {
  expect(contentDisposition("attachment", 'a"b\\c%é\r\nX: y;.txt')).toBe(
    `attachment; filename="a_b_c____X: y;.txt"; filename*=UTF-8''a%22b%5Cc%25%C3%A9%0D%0AX%3A%20y%3B.txt`,
  );
  expect(contentDisposition("inline", "it's (1)*.png")).toContain("filename*=UTF-8''it%27s%20%281%29%2A.png");
});

test("only what runs nothing is shown", () => {
  for (const type of ["image/png", "IMAGE/JPEG", "text/plain; charset=latin1", "application/json"]) expect(isHarmless(type)).toBe(true);
  for (const type of ["text/html", "application/pdf", "application/xhtml+xml", "text/javascript", "image/png2", ""])
    expect(isHarmless(type)).toBe(false);
  expect(withCharset("text/csv")).toBe("text/csv; charset=utf-8");
  expect(withCharset("text/plain; charset=latin1")).toBe("text/plain; charset=latin1");
  expect(withCharset("image/png")).toBe("image/png");
});
