import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTaskQuery, printTaskQuery, TASK_OPERATORS, TaskQueryError } from "../src/schema/task-query.ts";

test("a search is read as conditions, quotes included", () => {
  const text = ' status:=:failed  "params.my key":!=:"a \\"b\\": c" tag.url:^:http://x word';
  expect(parseTaskQuery(text)).toEqual([
    { field: "status", operator: "=", value: "failed", position: 1 },
    { field: "params.my key", operator: "!=", value: 'a "b": c', position: 18 },
    { field: "tag.url", operator: "^", value: "http://x", position: 50 },
    { field: "text", operator: "~", value: "word", position: 69 },
  ]);
});

test("what is no search says where", () => {
  const wrong: [string, number][] = [
    ["a:=", 3],
    ["a:eq:1", 2],
    [":=:1", 0],
    ['x "open', 2],
    ['"a"b:=:1', 3],
    ["a:=:1 b:", 8],
  ];
  for (const [text, position] of wrong) {
    const error = (() => {
      try {
        return parseTaskQuery(text);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error, text).toBeInstanceOf(TaskQueryError);
    expect(error, text).toMatchObject({ position });
  }
});

test("whatever is printed is read back", () => {
  const condition = fc.record({ field: fc.string({ minLength: 1 }), operator: fc.constantFrom(...TASK_OPERATORS), value: fc.string() });
  fc.assert(
    fc.property(fc.array(condition), (conditions) => {
      const read = parseTaskQuery(printTaskQuery(conditions)).map(({ position: _, ...rest }) => rest);
      expect(read).toEqual(conditions);
    }),
  );
});
