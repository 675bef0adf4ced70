import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { type AttributeName, type Condition, type Field, type Node, parseFilter, printFilter, type Value } from "@cairn/sdk/filter";
import type { Run, RunDetail, RunPage } from "@cairn/sdk/schema";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { migrateControl } from "../../test/support/fixtures.ts";
import { finds } from "../../test/support/naive-filter.ts";
import { column, createPlace, objectOf, type Place, startRun } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

const keys = ["a", "b c", "constructor"];
const cells = [0, 1, 2, 0.5, "1", "2.0", "x", "X", "xy", true, "true", false, "False", null];
const texts = ["x", "X", "xy", "1", "2.0", "true", "vision", ""];
const numbers = [-1, 0, 0.5, 1, 2, Number.NaN, Infinity, -Infinity];

const own = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3, noNullPrototype: true });
const fields = { params: own(fc.constantFrom(...cells)), tags: own(fc.constantFrom(...texts)) };
const points = fc.array(fc.constantFrom(...numbers.map((value) => (Number.isFinite(value) ? value : String(value)))), {
  minLength: 1,
  maxLength: 3,
});

type Act = {
  act: "create" | "update" | "log" | "finish" | "archive" | "delete" | "evict" | "fold";
  run: number;
  body: Record<string, unknown>;
};
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant("create" as const),
      run: fc.constant(0),
      body: fc.record({ ...fields, group: fc.constantFrom("g", "h") }, { requiredKeys: [] }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant("update" as const),
      run: fc.nat(20),
      body: fc.record({ ...fields, summary: fields.params }, { requiredKeys: [] }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant("log" as const),
      run: fc.nat(20),
      body: fc.record({ key: fc.constantFrom("m", "n.min"), values: points }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constantFrom("finish" as const, "archive" as const, "delete" as const, "evict" as const, "fold" as const),
      run: fc.nat(20),
      body: fc.constant({}),
    }),
  },
);

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(...numbers).map((number): Value => ({ kind: "number", value: number })),
  fc.constantFrom(...texts).map((text): Value => ({ kind: "string", value: text })),
  fc.boolean().map((truth): Value => ({ kind: "boolean", value: truth })),
);
const number = fc.constantFrom(...numbers).map((one): Value => ({ kind: "number", value: one }));
const text = fc.constantFrom(...texts, "running", "g").map((one): Value => ({ kind: "string", value: one }));
const status = fc.constantFrom("running", "finished", "failed").map((one): Value => ({ kind: "string", value: one }));
const attribute = (name: AttributeName): Field => ({ kind: "attribute", name });
/** A field with values that it can be compared with. */
const comparable: fc.Arbitrary<readonly [Field, fc.Arbitrary<Value>]> = fc.oneof(
  fc
    .tuple(fc.constantFrom("param" as const, "tag" as const, "summary" as const), fc.constantFrom(...keys))
    .map(([kind, key]) => [{ kind, key }, value] as const),
  fc
    .tuple(
      fc.constantFrom("m", "n.min"),
      fc.constantFrom("last" as const, "min" as const, "max" as const, "mean" as const, "count" as const, "nan_count" as const),
    )
    .map(([key, stat]) => [{ kind: "metric", key, stat }, number] as const),
  fc.constantFrom([attribute("number"), number] as const, [attribute("group"), text] as const, [attribute("status"), status] as const),
);
const comparison: fc.Arbitrary<Condition> = comparable.chain(([left, values]): fc.Arbitrary<Condition> => {
  const common = { left: fc.constant(left), span: fc.constant(null), negated: fc.boolean() };
  const isText = left.kind !== "metric" && !(left.kind === "attribute" && left.name === "number");
  const equality = fc.constantFrom("=" as const, "!=" as const);
  const order = fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const);
  const compare = values.chain((right) =>
    fc.record({
      ...common,
      kind: fc.constant("compare" as const),
      op: right.kind === "boolean" ? equality : fc.oneof(equality, order),
      right: fc.constant(right),
    }),
  );
  const some = [
    compare,
    fc.record({ ...common, kind: fc.constant("in" as const), values: fc.array(values, { minLength: 1, maxLength: 3 }) }),
    fc.record({ ...common, kind: fc.constant("null" as const) }),
    fc
      .record({ ...common, kind: fc.constant("between" as const), low: values, high: values })
      .filter(({ low, high }) => low.kind === high.kind && low.kind !== "boolean"),
  ];
  const patterns = [
    fc.record({
      ...common,
      kind: fc.constant("like" as const),
      pattern: fc.constantFrom("x%", "%", "_", "%1%", "X_"),
      ignoreCase: fc.boolean(),
    }),
    fc.record({ ...common, kind: fc.constant("match" as const), pattern: fc.constantFrom("^x", "[xX]y?$", "1|true") }),
  ];
  return fc.oneof(...some, ...(isText ? patterns : []));
});
const filter: fc.Arbitrary<Node> = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    comparison,
    fc.constantFrom("vis", "g", "x", "penguins").map((searched): Node => ({ kind: "search", text: searched, span: null })),
    fc.record({ kind: fc.constantFrom("and" as const, "or" as const), items: fc.array(tie("node"), { minLength: 2, maxLength: 3 }) }),
    tie("node").map((item): Node => ({ kind: "not", item })),
  ),
})).node;

/** A run, and how many batches of it were taken. */
type Known = RunDetail & { batches: number };

async function perform(place: Place, runs: Known[], { act: what, run: index, body }: Act): Promise<void> {
  const { owner, base, workspaceId } = place;
  const run = runs[index % Math.max(1, runs.length)];
  const object = objectOf(workspaceId);
  if (what === "evict") return evict(object);
  if (what === "fold") {
    // A woken object folds what it finds noted at its next alarm.
    await evict(object);
    await runInDurableObject(object, (_, { storage }) => storage.setAlarm(Date.now()));
    return void (await runDurableObjectAlarm(object));
  }
  if (what === "create") return void runs.push({ ...(await startRun(place, body)), batches: 0 });
  if (!run) return;
  const sent = requestOf(run, what, body);
  const answer = await owner.fetch(`${base}/runs/${run.id}${sent.path}`, sent);
  if (what === "log" && answer.ok) run.batches += 1;
  expect(answer.status).toBeLessThan(500);
}

/** Ends the object; one that does not run is woken for it. */
async function evict(object: ReturnType<typeof objectOf>): Promise<void> {
  await runInDurableObject(object, () => undefined);
  await evictDurableObject(object);
}

function requestOf(run: Known, what: Act["act"], body: Act["body"]): { path: string; method?: string; json?: unknown } {
  switch (what) {
    case "update":
      return { path: "", method: "PATCH", json: body };
    case "log": {
      const metrics = [column(String(body.key), body.values as (number | string)[])];
      return { path: "/log", json: { writer: "writer_1", sequence: run.batches + 1, metrics } };
    }
    case "finish":
      return { path: "/finish", json: {} };
    case "archive":
      return { path: "", method: "PATCH", json: { archived: true } };
    default:
      return { path: "", method: "DELETE" };
  }
}

async function everyRun(place: Place, sent: Record<string, unknown>, limit = 100): Promise<{ runs: Run[]; total: number }> {
  const runs: Run[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await place.owner.json<RunPage>(`${place.base}/runs/search`, { json: { ...sent, cursor, limit } });
    runs.push(...page.items);
    if (page.next_cursor === null) return { runs, total: page.total };
    cursor = page.next_cursor;
  }
}

test("whatever happens to runs and their object, a filter finds what it means, in order, page by page", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 6, maxLength: 25 }),
      fc.array(filter, { minLength: 6, maxLength: 12 }),
      comparable.map(([left]) => left),
      fc.boolean(),
      async (acts, filters, sorted, descending) => {
        const place = await createPlace();
        const runs: Known[] = [{ ...(await startRun(place)), batches: 0 }];
        const check = async (node: Node) => {
          const written = printFilter(node);
          const read = parseFilter(written) as Node;
          const all = (await everyRun(place, { lifecycle: "all" })).runs;
          const wanted = all.filter((run) => finds(read, run)).map((run) => run.number);
          const found = await everyRun(place, { lifecycle: "all", filter: written }, 5);
          expect([written, found.runs.map((run) => run.number), found.total]).toEqual([written, wanted, wanted.length]);
          const active = all.filter((run) => wanted.includes(run.number) && run.archived_at === null && run.deleted_at === null);
          expect((await everyRun(place, { filter: written })).runs.map((run) => run.number)).toEqual(active.map((run) => run.number));
        };
        for (const [i, one] of acts.entries()) {
          await perform(place, runs, one);
          const node = filters[i % filters.length];
          if (node && i % 3 === 0) await check(node);
        }
        for (const node of filters) await check(node);
        const all = await everyRun(place, { lifecycle: "all" });
        expect(all.runs.map((run) => run.number)).toEqual(runs.map((run) => run.number).sort((a, b) => b - a));
        const sort = [
          {
            field: printFilter({ kind: "null", left: sorted, negated: false, span: null }).replace(/ is null$/, ""),
            order: descending ? "desc" : "asc",
          },
        ];
        const whole = await place.owner.json<RunPage>(`${place.base}/runs/search`, { json: { lifecycle: "all", sort, limit: 100 } });
        expect((await everyRun(place, { lifecycle: "all", sort }, 3)).runs).toEqual(whole.items);
        expect(whole.items.map((run) => run.number).sort()).toEqual(all.runs.map((run) => run.number).sort());
      },
    ),
    { numRuns: 40, interruptAfterTimeLimit: 60_000, endOnFailure: true },
  );
}, 150_000);
