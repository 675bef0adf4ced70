import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  type AttributeName,
  type Condition,
  FILTER_MAX_CHARS,
  FILTER_MAX_CONDITIONS,
  FILTER_MAX_DEPTH,
  type Field,
  FilterError,
  filterFor,
  HISTORY_FUNCTIONS,
  type HistoryFunction,
  joinFilters,
  METRIC_STATS,
  type Node,
  type Operand,
  parseField,
  parseFilter,
  printField,
  printFilter,
  type Value,
} from "../src/filter/index.ts";

const canonical = (text: string): string => {
  const node = parseFilter(text);
  return node === null ? "" : printFilter(node);
};

function failure(text: string): FilterError {
  try {
    parseFilter(text);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  return expect.fail(`${text} was read`);
}

describe("reading", () => {
  test.each([
    ["", ""],
    ["status=running", 'status = "running"'],
    [
      "metrics.loss.min<.2 AND (params.lr>=1e-3 or tag.team='vision')",
      'metrics.loss.min < 0.2 and (params.lr >= 0.001 or tags.team = "vision")',
    ],
    ["a or b and not c", '"a" or "b" and not "c"'],
    ["quiet-otter-12 status <> failed", '"quiet-otter-12" and status != "failed"'],
    ["attribute.run_id in ('x', 'y')", 'id in ("x", "y")'],
    ['"Run name" like "a%" and run.`start_time` > 5', 'name like "a%" and started_at > 5'],
    ['params."learning rate" is not null', 'params."learning rate" is not null'],
    ["metric.`loss.min`.max == -inf", 'metrics."loss.min".max = -inf'],
    ["duration > 1h30m and created_at > now()-2w", "duration > 1h30m and created_at > now() - 14d"],
    ["created_at between 2026-01-01 and now()", "created_at between 2026-01-01T00:00:00.000Z and now()"],
    ["name ilike '%a\\%b%' and tags.t not matches '^\\d+$'", 'name contains "a%b" and tags.t !~ "^\\\\d+$"'],
    ["Mean_Last(metrics.train/loss, 100) < 1 ever_nan(metrics.x)", "mean_last(metrics.train/loss, 100) < 1 and ever_nan(metrics.x)"],
    ["not (not has_diff)", "not not has_diff"],
  ])("%s", (text, printed) => {
    expect(canonical(text)).toBe(printed);
    expect(canonical(printed)).toBe(printed);
  });

  test("and binds closer than or, whatever the case of the words", () => {
    expect(parseFilter("a Or b aNd c")).toMatchObject({
      kind: "or",
      items: [{ text: "a" }, { kind: "and", items: [{ text: "b" }, { text: "c" }] }],
    });
  });

  test("every condition tells where it stands", () => {
    const text = '  status = "running" and  mean_last(metrics.a, 2) < 1';
    const node = parseFilter(text) as { items: Condition[] };
    const parts = node.items.map((item) => text.slice(item.span?.from, item.span?.to));
    expect(parts).toEqual(['status = "running"', "mean_last(metrics.a, 2) < 1"]);
  });
});

describe("what cannot be read", () => {
  test.each([
    ["statsu = 1", 0, "status"],
    ["name = x and metrisc.loss < 1", 13, "metrics.loss"],
    ["mean_lst(metrics.loss, 1) > 2", 0, "mean_last"],
    ["metrics.`a`.mni > 2", 0, "min"],
    ["metrics.loss 0.2", 13, null],
    ["status", 6, null],
    ["a and", 5, null],
    ["(a", 2, null],
    ["a)", 1, null],
    ["tags.a in (1, 2", 15, null],
    ["tags.a = ", 9, null],
    ["tags.a = 'x", 9, null],
    ["tags.a = metrics.b", 9, null],
    ["params.lr ! 1", 10, null],
    ["created_at > now() - soon", 21, null],
    ["mean_last(metrics.a, 0) > 1", 21, null],
    ["mean_last(params.a, 1) > 1", 10, null],
    ["at_step(metrics.a) > 1", 17, null],
    ["params. = 1", 0, null],
  ])("%s: position %i, meant %s", (text, position, suggestion) => {
    expect(failure(text)).toMatchObject({ position, suggestion });
  });

  test("what is too long, too deep or too much", () => {
    expect(failure("x".repeat(FILTER_MAX_CHARS + 1)).position).toBe(FILTER_MAX_CHARS);
    const nested = (depth: number) => `${"(".repeat(depth)}a${")".repeat(depth)}`;
    expect(canonical(nested(FILTER_MAX_DEPTH))).toBe('"a"');
    expect(failure(nested(FILTER_MAX_DEPTH + 1)).message).toContain("nested");
    expect(failure("not ".repeat(FILTER_MAX_DEPTH + 1).concat("a")).message).toContain("nested");
    const many = (count: number) => Array.from({ length: count }, () => "a").join(" or ");
    expect(canonical(many(FILTER_MAX_CONDITIONS))).toContain("or");
    expect(failure(many(FILTER_MAX_CONDITIONS + 1)).message).toContain("conditions");
  });
});

const key = fc.oneof(
  fc.constantFrom("lr", "train/loss", "a b", "loss.min", "min", 'q"uote', "back\\slash", "__proto__", "ünï", ".", "a..b", "x."),
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
);
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.constantFrom(...(Object.keys(ATTRIBUTES) as AttributeName[])).map((name): Field => ({ kind: "attribute", name })),
  fc.tuple(fc.constantFrom("param" as const, "tag" as const, "summary" as const), key).map(([kind, name]): Field => ({ kind, key: name })),
  fc.tuple(key, fc.constantFrom(...METRIC_STATS)).map(([name, stat]): Field => ({ kind: "metric", key: name, stat })),
);
const call: fc.Arbitrary<Operand> = fc
  .tuple(fc.constantFrom(...(Object.keys(HISTORY_FUNCTIONS) as HistoryFunction[])), key, fc.integer({ min: 1 }))
  .map(([fn, name, argument]) => ({ kind: "call", fn, key: name, argument: HISTORY_FUNCTIONS[fn] === null ? null : argument }));
const operand = fc.oneof({ weight: 4, arbitrary: field }, { weight: 1, arbitrary: call });
const text = fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constantFrom("%", "\\", '"', "''", "%a%", "and", "now()", "7d"));
const moment = fc.integer({ min: Date.parse("0001-01-01T00:00:00Z"), max: Date.parse("9999-12-31T00:00:00Z") });
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.double().map((number): Value => ({ kind: "number", value: number + 0 })),
  text.map((string): Value => ({ kind: "string", value: string })),
  fc.boolean().map((boolean): Value => ({ kind: "boolean", value: boolean })),
  fc.maxSafeInteger().map((ms): Value => ({ kind: "duration", ms: ms + 0 })),
  moment.map((at): Value => ({ kind: "time", at })),
  fc.maxSafeInteger().map((offsetMs): Value => ({ kind: "now", offsetMs: offsetMs + 0 })),
);
const truth: fc.Arbitrary<Operand> = fc.constantFrom<Operand>(
  { kind: "attribute", name: "has_diff" },
  { kind: "call", fn: "ever_nan", key: "loss", argument: null },
);
const negated = fc.boolean();
const condition: fc.Arbitrary<Condition> = fc
  .oneof(
    fc.record({ kind: fc.constant("compare" as const), left: operand, op: fc.constantFrom("=", "!=", "<", "<=", ">", ">="), right: value }),
    fc.record({ kind: fc.constant("in" as const), left: operand, values: fc.array(value, { minLength: 1, maxLength: 4 }), negated }),
    fc.record({ kind: fc.constant("between" as const), left: operand, low: value, high: value, negated }),
    fc.record({ kind: fc.constant("like" as const), left: operand, pattern: text, ignoreCase: fc.boolean(), negated }),
    fc.record({ kind: fc.constant("match" as const), left: operand, pattern: text, negated }),
    fc.record({ kind: fc.constant("null" as const), left: operand, negated }),
    truth.map((left) => ({ kind: "test" as const, left })),
    text.map((searched) => ({ kind: "search" as const, text: searched })),
  )
  .map((body): Condition => ({ ...body, span: null }) as Condition);
const filter: fc.Arbitrary<Node> = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    condition,
    fc.tuple(fc.constantFrom("and" as const, "or" as const), fc.array(tie("node"), { minLength: 2, maxLength: 4 })).map(flat),
    tie("node").map((item): Node => ({ kind: "not", item })),
  ),
})).node;

function flat([kind, items]: ["and" | "or", Node[]]): Node {
  return { kind, items: items.flatMap((item) => (item.kind === kind ? item.items : [item])) };
}

const withoutSpans = (node: Node): unknown => JSON.parse(JSON.stringify(node, (name, part) => (name === "span" ? undefined : plain(part))));
/** JSON has no NaN and no infinities. */
const plain = (part: unknown): unknown => (typeof part === "number" ? String(part) : part);

describe("for every filter", () => {
  test("its text is read as the same filter", () => {
    fc.assert(
      fc.property(filter, (node) => {
        const read = parseFilter(printFilter(node));
        expect(read && withoutSpans(read)).toEqual(withoutSpans(node));
      }),
      { numRuns: 2_000 },
    );
  });

  test("a field's text names it, also as the value of a sort", () => {
    fc.assert(
      fc.property(field, (one) => void expect(parseField(printField(one))).toEqual(one)),
      { numRuns: 1_000 },
    );
  });

  test("random text is read or refused with a position inside it, in linear time", () => {
    const piece = fc.constantFrom(
      ..."metrics. params. tags loss .min ( ) , = != < > ~ !~ and or not in like is null between \" ' ` now() - 7d 1e-3 2026-01-01 \\ mean_last( ever_nan".split(
        " ",
      ),
    );
    const garbage = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 60 }).map((parts) => parts.join(" ")),
      fc.array(piece, { maxLength: 60 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(garbage, (input) => {
        try {
          const node = parseFilter(input);
          if (node) expect(canonical(printFilter(node))).toBe(printFilter(node));
        } catch (error) {
          if (!(error instanceof FilterError)) throw error;
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position).toBeLessThanOrEqual(input.length);
        }
      }),
      { numRuns: 5_000 },
    );
    for (const unit of ["(", "not ", '"', "1", "1d", "a ", "[", "metrics.", "\\", "a.b", "1.", "`a"]) {
      const started = performance.now();
      try {
        parseFilter(unit.repeat(FILTER_MAX_CHARS / unit.length));
      } catch (error) {
        if (!(error instanceof FilterError)) throw error;
      }
      expect(performance.now() - started, unit).toBeLessThan(500);
    }
  });
});

test("a value of a cell becomes the filter that finds it", () => {
  expect(filterFor({ kind: "param", key: "lr" }, 0.01)).toBe("params.lr = 0.01");
  expect(filterFor({ kind: "tag", key: "my team" }, 'a "b"')).toBe('tags."my team" = "a \\"b\\""');
  expect(filterFor({ kind: "metric", key: "loss", stat: "min" }, "NaN")).toBe("metrics.loss.min = nan");
  expect(filterFor({ kind: "attribute", name: "created_at" }, "2026-11-21T09:30:00.000Z")).toBe("created_at = 2026-11-21T09:30:00.000Z");
  expect(filterFor({ kind: "param", key: "x" }, null)).toBe("params.x is null");
});

test("filters are joined so that each keeps its meaning", () => {
  expect(joinFilters(["a or b", "", "not c"])).toBe('("a" or "b") and not "c"');
  expect(joinFilters([" "])).toBe("");
});
