import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { LineMatches, Lines, NewLine } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, test } from "vitest";
import { linesKey } from "../../blobs/keys.ts";
import { env, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { createPlace, objectOf, type Place, startRun } from "../../test/support/workspaces.ts";
import { ALARM_RETRY_MS, LOG_CHUNK_BYTES, LOG_IDLE_MS, LOG_TIDY_AFTER_MS } from "../limits.ts";

beforeAll(migrateControl);

type Input = Partial<NewLine>;

/** A run and a way to log lines into it, batch by batch. */
async function createLog(place: Place, run: Record<string, unknown> = {}) {
  const { id } = await startRun(place, run);
  let sequence = 0;
  const path = `${place.base}/runs/${id}`;
  return {
    id,
    path,
    log: (lines: readonly Input[]) => {
      sequence += 1;
      const body = { writer: "writer_1", sequence, lines: lines.map((line, i) => ({ at: 1_000 + i, text: "", ...line })) };
      return place.owner.json(`${path}/log`, { json: body }, 200);
    },
    lines: (query = "") => place.owner.json<Lines>(`${path}/lines${query}`),
  };
}

const texts = ({ items }: Lines) => items.map(({ text }) => text);
const numbers = ({ items }: Lines) => items.map(({ number }) => number);
const numbered = (n: number, from = 1): Input[] => Array.from({ length: n }, (_, i) => ({ text: `line ${from + i}` }));

/** Chunks as they are kept. */
const chunks = (place: Place) =>
  runInDurableObject(objectOf(place.workspaceId), (_, { storage }) =>
    storage.sql.exec<{ first: number; lines: number; r2_name: string | null }>("SELECT first, lines, r2_name FROM log_chunks").toArray(),
  );

/** Lets so much time pass for the logs of a workspace and runs its alarm. */
async function tidyAfter(place: Place, ms: number): Promise<void> {
  const object = objectOf(place.workspaceId);
  await runInDurableObject(object, (_, { storage }) => {
    storage.sql.exec("UPDATE run_logs SET last_at = last_at - ?1, tidy_at = tidy_at - ?1", ms);
  });
  await runDurableObjectAlarm(object);
}

/** Text that does not compress. */
const noise = (length: number) => {
  let text = "";
  while (text.length < length) text += crypto.randomUUID();
  return text.slice(0, length);
};

describe("lines of a run", () => {
  test("are kept as they were printed, numbered from 1 on", async () => {
    const log = await createLog(await createPlace());
    await log.log([
      { at: 5, text: "\u001b[31mred\u001b[0m", stream: "stderr", level: "error", step: -3 },
      { at: 3, text: "" },
      { at: 8.64e15, text: "tab\tnul\u0000 \ud800 🦉\nnewline", level: "debug" },
    ]);
    await log.log([{ at: 9, text: "second batch", step: 7 }]);
    expect(await log.lines()).toEqual({
      items: [
        { number: 1, at: 5, stream: "stderr", level: "error", step: -3, text: "\u001b[31mred\u001b[0m" },
        { number: 2, at: 3, stream: "stdout", level: null, step: null, text: "" },
        { number: 3, at: 8.64e15, stream: "stdout", level: "debug", step: null, text: "tab\tnul\u0000 \ud800 🦉\nnewline" },
        { number: 4, at: 9, stream: "stdout", level: null, step: 7, text: "second batch" },
      ],
      total: 4,
      next_after: null,
      next_before: null,
    });
  });

  test("are there once however often their batch comes, and count in the run", async () => {
    const place = await createPlace();
    const { id, lines, path } = await createLog(place);
    const batch = { json: { writer: "writer_1", sequence: 1, lines: [{ at: 1, text: "once" }] } };
    for (let i = 0; i < 3; i++) await place.owner.json(`${path}/log`, batch, 200);
    await evictDurableObject(objectOf(place.workspaceId));
    expect(texts(await lines())).toEqual(["once"]);
    expect(await place.owner.json(`${place.base}/runs/${id}`)).toMatchObject({ line_count: 1 });
  });

  test("are read forward, backward and from the end, and every page leads to the next", async () => {
    const log = await createLog(await createPlace());
    for (let i = 0; i < 5; i++) await log.log(numbered(4, 1 + i * 4));
    expect(numbers(await log.lines("?limit=3"))).toEqual([1, 2, 3]);
    expect(await log.lines("?limit=3&after=3")).toMatchObject({ total: 20, next_after: 6, next_before: 4 });
    expect(numbers(await log.lines("?limit=3&before=10"))).toEqual([7, 8, 9]);
    expect(await log.lines("?limit=3&before=10")).toMatchObject({ next_before: 7, next_after: 9 });
    expect(numbers(await log.lines("?tail=2"))).toEqual([19, 20]);
    expect(await log.lines("?tail=2")).toMatchObject({ next_after: null, next_before: 19 });
    expect(numbers(await log.lines("?after=4&before=7"))).toEqual([5, 6]);
    expect(await log.lines("?after=20")).toEqual({ items: [], total: 20, next_after: null, next_before: 21 });
    expect(numbers(await log.lines("?after=99"))).toEqual([]);
    expect(numbers(await log.lines("?before=1"))).toEqual([]);
    const walk = async (direction: "after" | "before", from: number) => {
      const seen: number[] = [];
      let next: number | null = from;
      while (next !== null) {
        const page: Lines = await log.lines(`?limit=3&${direction}=${next}`);
        seen.push(...(direction === "after" ? numbers(page) : numbers(page).reverse()));
        next = direction === "after" ? page.next_after : page.next_before;
      }
      return seen;
    };
    const all = Array.from({ length: 20 }, (_, i) => i + 1);
    expect(await walk("after", 0)).toEqual(all);
    expect(await walk("before", 21)).toEqual(all.toReversed());
  });

  test("are found by text without regard to case and colours, by expression, level and stream", async () => {
    const log = await createLog(await createPlace());
    await log.log([
      { text: "Epoch 1 loss 0.5", level: "info" },
      { text: "\u001b[1;31mOut\u001b[0m of \u001b]8;;http://x\u0007MEMORY\u001b]8;;\u0007", stream: "stderr", level: "error" },
      { text: "warned", level: "warning", stream: "stderr" },
      { text: "plain" },
      { text: "Epoch 12 loss NaN", level: "debug" },
    ]);
    const found = async (query: Record<string, string>) => numbers(await log.lines(`?${new URLSearchParams(query)}`));
    expect(await found({ q: "out OF memory" })).toEqual([2]);
    expect(await found({ q: "[31m" })).toEqual([]);
    expect(await found({ q: "\\u001b" })).toEqual([]);
    expect(await found({ regex: "Epoch \\d{2}" })).toEqual([5]);
    expect(await found({ regex: "(?i)^out of (memory|disk)$" })).toEqual([2]);
    expect(await found({ regex: "loss", q: "nan" })).toEqual([5]);
    expect(await found({ level: "info" })).toEqual([1, 2, 3]);
    expect(await found({ level: "warning" })).toEqual([2, 3]);
    expect(await found({ level: "debug" })).toEqual([1, 2, 3, 5]);
    expect(await found({ stream: "stdout" })).toEqual([1, 4, 5]);
    expect(await found({ stream: "stderr", level: "error" })).toEqual([2]);
    expect(await found({ q: "e", tail: "2" })).toEqual([3, 5]);
  });

  test("are found whatever stands in them and around them", async () => {
    const odd = ['say "hi"', "C:\\path", "ÀÉ", "100% [x] {y}", "tab\there", "stream"];
    const log = await createLog(await createPlace());
    await log.log(odd.map((text) => ({ text: `${text} and more` })));
    for (const [i, text] of odd.entries())
      expect(numbers(await log.lines(`?q=${encodeURIComponent(text.toLowerCase())}`)), text).toEqual([i + 1]);
    expect(numbers(await log.lines("?q=%22at%22"))).toEqual([]);
    expect(numbers(await log.lines("?q=stdout"))).toEqual([]);
  });

  test.each([
    ["a(b", "missing closing )"],
    ["x**", "invalid nested repetition"],
    ["(?=a)", "invalid"],
    ["\\1", "invalid escape"],
    ["a{1001}", "invalid repeat"],
    ["((a{100}){100}){100}", "repeat"],
  ])("refuse the expression %j with its field", async (regex, says) => {
    const place = await createPlace();
    const { path } = await createLog(place);
    const answer = await place.owner.fetch(`${path}/lines?${new URLSearchParams({ regex })}`);
    expect(answer.status).toBe(400);
    const problem = await answer.json<{ code: string; errors: { path: string; rule: string; message: string }[] }>();
    expect(problem).toMatchObject({ code: "invalid_request", errors: [{ path: "query.regex", rule: "regex" }] });
    expect(problem.errors[0]?.message).toContain(says);
  });

  test("say where in the expression the mistake is", async () => {
    const place = await createPlace();
    const { path } = await createLog(place);
    const answer = await place.owner.json<{ errors: unknown[] }>(`${path}/lines?regex=${encodeURIComponent("abc[z-a]")}`, {}, 400);
    expect(answer.errors).toMatchObject([{ position: 4 }]);
  });

  test("that are too long, too many or malformed are refused, and nothing of their batch is stored", async () => {
    const place = await createPlace();
    const { path, lines } = await createLog(place);
    const refused = (list: unknown) =>
      outcome(place.owner.fetch(`${path}/log`, { json: { writer: "writer_1", sequence: 1, lines: list } }));
    expect(await refused([{ at: 1, text: "x".repeat(16_001) }])).toBe("400 invalid_request");
    expect(await refused(Array.from({ length: 5_001 }, () => ({ at: 1, text: "" })))).toBe("400 invalid_request");
    expect(
      await refused([
        { at: 1, text: "ok" },
        { at: -1, text: "x" },
      ]),
    ).toBe("400 invalid_request");
    expect(await refused([{ at: 1, text: "x", level: "fatal" }])).toBe("400 invalid_request");
    expect((await lines()).total).toBe(0);
  });

  test("are downloaded as text", async () => {
    const place = await createPlace();
    const { log, path } = await createLog(place, { name: 'réseau "7"' });
    for (let i = 0; i < 6; i++) await log(numbered(5_000, 1 + i * 5_000));
    const answer = await place.owner.fetch(`${path}/log.txt`);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toBe(
      `attachment; filename="r_seau _7_.log"; filename*=UTF-8''r%C3%A9seau%20%227%22.log`,
    );
    expect(await answer.text()).toBe(
      numbered(30_000)
        .map(({ text }) => `${text}\n`)
        .join(""),
    );
  });
});

describe("a log that is tidied", () => {
  test("reads the same after small batches were merged and what is old went to R2, and after eviction", async () => {
    const place = await createPlace();
    const log = await createLog(place);
    const expected: string[] = [];
    const add = async (lines: string[]) => {
      expected.push(...lines);
      await log.log(lines.map((text) => ({ text })));
    };
    const same = async () => {
      const read: string[] = [];
      for (let after: number | null = 0; after !== null; ) {
        const page: Lines = await log.lines(`?after=${after}&limit=5000`);
        read.push(...texts(page));
        after = page.next_after;
      }
      expect(read.length).toBe(expected.length);
      expect(read).toEqual(expected);
    };
    for (let i = 0; i < 20; i++) await add([`small ${i}`, "\u001b[32mok\u001b[0m"]);
    expect(await chunks(place)).toHaveLength(20);
    await tidyAfter(place, LOG_TIDY_AFTER_MS);
    expect(await chunks(place)).toMatchObject([{ first: 1, lines: 40, r2_name: null }]);
    await same();
    for (let i = 0; i < 12; i++) await add(Array.from({ length: 20 }, () => noise(Math.ceil(LOG_CHUNK_BYTES / 38))));
    await add(["the last of them"]);
    await tidyAfter(place, LOG_TIDY_AFTER_MS);
    const sealed = await chunks(place);
    expect(sealed.filter(({ r2_name }) => r2_name !== null).length).toBeGreaterThan(5);
    expect(sealed.at(-1)?.r2_name).toBeNull();
    await same();
    await tidyAfter(place, LOG_IDLE_MS);
    expect((await chunks(place)).some(({ r2_name }) => r2_name === null)).toBe(true);
    await evictDurableObject(objectOf(place.workspaceId));
    await same();
    await add(["one more"]);
    await same();
    expect(texts(await log.lines("?q=SMALL%2019"))).toEqual(["small 19"]);
    expect(texts(await log.lines("?tail=1&q=the last"))).toEqual(["the last of them"]);
  });

  test("that fails in R2 loses nothing and leaves nothing there", async () => {
    const place = await createPlace();
    const log = await createLog(place);
    const lines = Array.from({ length: 60 }, () => noise(15_000));
    for (let i = 0; i < 6; i++) await log.log(lines.map((text) => ({ text })));
    const object = objectOf(place.workspaceId);
    const listed = async () => (await env.BLOBS.list({ prefix: linesKey(place.workspaceId, "") })).objects.map(({ key }) => key);
    for (const time of ["before", "after"] as const) {
      await runInDurableObject(object, (instance) => {
        const real = env.BLOBS;
        const broken = {
          put: async (key: string, value: ArrayBuffer) => {
            if (time === "after") await real.put(key, value);
            throw new Error("R2 is away");
          },
        };
        Object.defineProperty(instance, "env", { configurable: true, value: { ...env, BLOBS: broken } });
      });
      await tidyAfter(place, 2 * ALARM_RETRY_MS);
      await evictDurableObject(object);
      expect((await log.lines("?limit=5000&tail=5")).total).toBe(360);
    }
    expect(await listed()).toHaveLength(1);
    await tidyAfter(place, 2 * ALARM_RETRY_MS);
    const named = new Set((await chunks(place)).flatMap(({ r2_name }) => (r2_name ? linesKey(place.workspaceId, r2_name) : [])));
    expect(named.size).toBe(1);
    await runInDurableObject(object, (_, { storage }) => storage.sql.exec("UPDATE r2_garbage SET due_at = 0").toArray());
    await runDurableObjectAlarm(object);
    expect(await listed()).toEqual([...named]);
    const read: string[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page: Lines = await log.lines(`?after=${after}`);
      read.push(...texts(page));
      after = page.next_after;
    }
    expect(read).toEqual(Array.from({ length: 6 }, () => lines).flat());
  });
});

describe("a search across runs", () => {
  const search = (place: Place, body: Record<string, unknown>) =>
    place.owner.json<LineMatches>(`${place.base}/lines/search`, { json: body });
  const found = ({ items }: LineMatches) => items.map(({ run, line }) => `${run.name} ${line.number}`);

  test("finds newest runs and lines first, by experiment, page by page", async () => {
    const place = await createPlace();
    for (const [name, experiment] of [
      ["a", "one"],
      ["b", "two"],
      ["c", "one"],
    ] as const) {
      const log = await createLog(place, { name, experiment });
      await log.log([{ text: "CUDA out of memory", level: "error" }, { text: "fine" }, { text: "cuda ready" }]);
    }
    await createLog(place, { name: "silent" });
    expect(found(await search(place, { q: "cuda" }))).toEqual(["c 3", "c 1", "b 3", "b 1", "a 3", "a 1"]);
    expect(found(await search(place, { q: "cuda", experiments: ["one"] }))).toEqual(["c 3", "c 1", "a 3", "a 1"]);
    expect(found(await search(place, { q: "cuda", experiments: ["nowhere"] }))).toEqual([]);
    expect(found(await search(place, { q: "cuda", filter: "tags.x = 'y' or name in ('a', 'c')", limit: 3 }))).toEqual([
      "c 3",
      "c 1",
      "a 3",
    ]);
    expect(found(await search(place, { level: "error" }))).toEqual(["c 1", "b 1", "a 1"]);
    const pages: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: LineMatches = await search(place, { regex: "(?i)cuda", limit: 1, ...(cursor ? { cursor } : {}) });
      expect(page.items.length).toBeLessThanOrEqual(1);
      pages.push(...found(page));
      cursor = page.next_cursor;
    }
    expect(pages).toEqual(["c 3", "c 1", "b 3", "b 1", "a 3", "a 1"]);
  });

  test("looks at so much at a time and goes on by its cursor", async () => {
    const place = await createPlace();
    for (let i = 0; i < 3; i++) {
      const log = await createLog(place);
      await log.log(i === 0 ? [{ text: "needle" }] : []);
      for (let k = 0; k < 3; k++) await log.log(Array.from({ length: 60 }, () => ({ text: noise(16_000) })));
    }
    let pages = 0;
    const items: unknown[] = [];
    for (let cursor: string | null | undefined; cursor !== null; pages++) {
      const page: LineMatches = await search(place, { regex: "^needle$", ...(cursor ? { cursor } : {}) });
      items.push(...page.items);
      cursor = page.next_cursor;
    }
    expect(items).toHaveLength(1);
    expect(pages).toBeGreaterThan(2);
  });

  test("refuses a cursor and an expression that are none", async () => {
    const place = await createPlace();
    const refused = (json: unknown) => outcome(place.owner.fetch(`${place.base}/lines/search`, { json }));
    expect(await refused({ cursor: "nonsense" })).toBe("400 invalid_request");
    expect(await refused({ regex: "(" })).toBe("400 invalid_request");
    expect(await refused({ filter: "name = " })).toBe("400 invalid_request");
  });
});
