import { appendFileSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { build, compatible, configureTasks, memoryEnvironment, migrate, task, taskEnvironment, taskOf, z } from "../../src/tasks/index.ts";
import {
  diskUsage,
  emptyTrash,
  exportTasks,
  gc,
  importTasks,
  invalidateStored,
  listTrash,
  localBuilds,
  migrateTasks,
  migrationOf,
  restoreTrash,
} from "../../src/tasks/store/index.ts";

const base = mkdtempSync(join(tmpdir(), "cairn-store-"));
let folders = 0;
afterAll(() => rmSync(base, { recursive: true, force: true }));

let folder: string;
const use = (): string => {
  folder = join(base, String(folders++));
  configureTasks({ root: join(folder, "tasks") });
  return folder;
};
beforeEach(() => void use());

const quiet = { handleSignals: false } as const;
const leaf = task("leaf", { namespace: "store.a", params: z.object({ x: z.number() }), output: z.number(), run: ({ x }) => x });
const pair = task("pair", {
  namespace: "store.b",
  params: z.object({ left: taskOf(leaf), right: taskOf(leaf) }),
  output: z.array(z.number()),
  run: async ({ left, right }, ctx) => {
    ctx.report("sum", "# Sum");
    return [await ctx.load(left), await ctx.load(right)];
  },
});
const broken = task("broken", {
  namespace: "store.b",
  params: z.object({ x: z.number() }),
  run: (_, ctx) => {
    ctx.log("this will not work");
    throw new Error("no");
  },
});
const both = () => pair({ left: leaf({ x: 1 }), right: leaf({ x: 2 }) });

const filesIn = (root: string) => globSync("**/*", { cwd: root }).filter((path) => statSync(join(root, path)).isFile());

describe("disk usage", () => {
  test("of each namespace adds up to the sizes of all files", async () => {
    await build([both(), leaf({ x: 3 })], quiet);
    const root = join(folder, "tasks");
    writeFileSync(join(root, "stray.txt"), "12345");
    const usage = await diskUsage();
    const sum = (below: string) => filesIn(join(root, below)).reduce((all, path) => all + statSync(join(root, below, path)).size, 0);
    expect(usage.sizeBytes).toBe(sum("."));
    expect(usage.other).toEqual({ files: 1, sizeBytes: 5 });
    const { namespaces } = usage;
    expect(Object.fromEntries(namespaces.map(({ namespace, sizeBytes }) => [namespace, sizeBytes]))).toEqual({
      "store.a": sum("store.a"),
      "store.b": sum("store.b"),
    });
    expect(namespaces.find(({ namespace }) => namespace === "store.a")).toMatchObject({ tasks: 3, files: 6 });
  });

  test("of a store in memory", async () => {
    configureTasks(memoryEnvironment());
    await build(leaf({ x: 1 }), quiet);
    expect((await diskUsage()).namespaces).toMatchObject([{ namespace: "store.a", tasks: 1, files: 2 }]);
  });
});

describe("what a task found out to need while it ran", () => {
  const found = task("found", {
    namespace: "store.b",
    params: z.object({ x: z.number() }),
    output: z.number(),
    run: ({ x }, ctx) => ctx.load(leaf({ x })),
  });
  const above = task("above", {
    namespace: "store.b",
    params: z.object({ of: taskOf(found) }),
    output: z.number(),
    run: ({ of }, ctx) => ctx.load(of),
  });
  const ids = () => [leaf({ x: 1 }), found({ x: 1 }), above({ of: found({ x: 1 }) })].map(({ id }) => id);
  beforeEach(() => build([above({ of: found({ x: 1 }) }), found({ x: 2 })], quiet));

  test.each([
    ["a task value", async () => (await leaf({ x: 1 }).invalidate({ cascade: true })).tasks],
    ["an id", () => invalidateStored(leaf({ x: 1 }).id, { cascade: true })],
  ])("counts for a cascade from %s, also without the books", async (_, invalidate) => {
    rmSync(join(folder, "state"), { recursive: true });
    expect(await invalidate()).toEqual(ids());
    for (const one of [leaf({ x: 1 }), found({ x: 1 }), above({ of: found({ x: 1 }) })]) expect(await one.exists()).toBe(false);
    expect(await found({ x: 2 }).exists()).toBe(true);
  });

  test("keeps it referenced, and is told by provenance", async () => {
    rmSync(join(folder, "state"), { recursive: true });
    expect((await gc({ rules: { unreferenced: true } })).items.map(({ id }) => id).sort()).toEqual([found({ x: 2 }).id, ids()[2]].sort());
    expect((await found({ x: 1 }).provenance()).observed).toEqual([leaf({ x: 1 }).id]);
  });

  test("is found in the books for outputs that were saved before it was kept beside them", async () => {
    for (const file of globSync("**/done.json", { cwd: join(folder, "tasks") })) {
      const path = join(folder, "tasks", file);
      writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), observed: undefined }));
    }
    expect(await invalidateStored(leaf({ x: 1 }).id, { cascade: true })).toEqual(ids());
  });

  test("a cascade takes nothing back while one of its tasks is computed", async () => {
    const { ledger } = taskEnvironment();
    const claim = await ledger.claim(found({ x: 1 }), { force: true });
    if (claim.outcome !== "acquired") throw new Error("not acquired");
    const { token, attempt } = claim.lease;
    await ledger.record([{ type: "started", task: found({ x: 1 }).id, at: new Date().toISOString(), key: "k", token, attempt }]);
    const refusal = { code: "task_held", taskId: found({ x: 1 }).id };
    await expect(leaf({ x: 1 }).invalidate({ cascade: true })).rejects.toMatchObject(refusal);
    await expect(invalidateStored(leaf({ x: 1 }).id, { cascade: true })).rejects.toMatchObject(refusal);
    expect(await Promise.all([leaf({ x: 1 }).exists(), above({ of: found({ x: 1 }) }).exists()])).toEqual([true, true]);
  });
});

describe("gc", () => {
  test("a dry run tells of each rule and touches nothing", async () => {
    await build([both(), broken({ x: 1 })], { failMode: "continue", ...quiet });
    await leaf({ x: 9 }).loadOrCreate(quiet);
    const before = filesIn(folder).filter((path) => path !== "");
    const report = await gc({ rules: { olderThanMs: 0, failed: true, unreferenced: true } });
    expect(report).toMatchObject({ isDryRun: true, trash: null, running: 0 });
    expect(report.rules).toMatchObject([
      { rule: "older_than", tasks: 5 },
      { rule: "failed", tasks: 1 },
      { rule: "unreferenced", tasks: 0 },
    ]);
    expect(report.rules[1]?.sizeBytes).toBeGreaterThan(0);
    expect(report.items).toHaveLength(5);
    expect(filesIn(folder)).toEqual(before);
    expect((await gc({ rules: { olderThanMs: 0, failed: true }, match: "all" })).items.map(({ id }) => id)).toEqual([broken({ x: 1 }).id]);
    expect((await gc({ rules: { olderThanMs: 86_400_000 } })).items).toEqual([]);
    expect((await gc({ rules: { olderThanMs: 0 }, namespace: "store.a" })).items).toHaveLength(3);
  });

  test("what goes is free, is computed anew when asked for, and can be brought back", async () => {
    const root = join(folder, "tasks");
    await build([both()], quiet);
    const outputs = Object.fromEntries(filesIn(root).map((path) => [path, readFileSync(join(root, path), "utf8")]));
    const { trash, sizeBytes, items } = await gc({ rules: { olderThanMs: 0 }, namespace: "store.a", dryRun: false });
    expect(items).toHaveLength(2);
    expect(await leaf({ x: 1 }).exists()).toBe(false);
    expect((await leaf({ x: 1 }).status()).result).toBe("absent");
    expect(await both().load()).toEqual([1, 2]);
    expect(existsSync(join(folder, "trash"))).toBe(true);
    expect(listTrash()).toMatchObject([{ id: trash, sizeBytes, files: 4 }]);
    expect(await emptyTrash()).toBe(0);
    expect(await restoreTrash(trash ?? "")).toBe(4);
    expect(Object.fromEntries(filesIn(root).map((path) => [path, readFileSync(join(root, path), "utf8")]))).toEqual(outputs);
    expect((await leaf({ x: 1 }).status()).result).toBe("success");
    expect(listTrash()).toEqual([]);
  });

  test("what was computed anew is not replaced by what comes back, and an emptied trash gives nothing back", async () => {
    await leaf({ x: 1 }).loadOrCreate(quiet);
    const first = await gc({ rules: { olderThanMs: 0 }, dryRun: false });
    await leaf({ x: 1 }).loadOrCreate(quiet);
    const { attempts } = await leaf({ x: 1 }).status();
    expect(attempts.map(({ number }) => number)).toEqual([1, 2]);
    expect(await restoreTrash(first.trash ?? "")).toBe(0);
    expect((await leaf({ x: 1 }).provenance()).marker?.attempt).toBe(2);
    const { sizeBytes } = await gc({ rules: { olderThanMs: 0 }, dryRun: false });
    expect(await emptyTrash({ olderThanMs: 0 })).toBe(sizeBytes);
    await expect(restoreTrash("nothing")).rejects.toThrow(/no nothing in the trash/);
  });

  test("failed tasks lose logs and checkpoints, and keep their history", async () => {
    await build(broken({ x: 1 }), quiet);
    const { ledger } = taskEnvironment();
    const { id } = broken({ x: 1 });
    expect(await ledger.readLog(id, 1)).toContain("this will not work");
    await gc({ rules: { failed: true }, dryRun: false });
    expect(await ledger.readLog(id, 1)).toBeNull();
    expect(await broken({ x: 1 }).status()).toMatchObject({ result: "absent", attempts: [{ number: 1, status: "failed" }] });
    expect((await gc({ rules: { failed: true } })).items).toEqual([]);
  });

  test("unreferenced: neither needed nor asked for; orphaned: no longer declared", async () => {
    await build([both()], quiet);
    expect((await gc({ rules: { unreferenced: true } })).items).toEqual([]);
    rmSync(join(folder, "state", "builds"), { recursive: true });
    expect((await gc({ rules: { unreferenced: true } })).items).toMatchObject([{ id: both().id, type: "store.b.pair@1" }]);
    expect((await gc({ rules: { orphaned: true } })).items).toEqual([]);
    const file = globSync("**/done.json", { cwd: join(folder, "tasks/store.b") })[0] ?? "";
    const path = join(folder, "tasks/store.b", file);
    writeFileSync(path, readFileSync(path, "utf8").replace('"version": "1"', '"version": "0"'));
    expect((await gc({ rules: { orphaned: true } })).items).toMatchObject([{ type: "store.b.pair@0", rules: ["orphaned"] }]);
  });

  test("what is computed now stays; no rule is an error", async () => {
    await leaf({ x: 1 }).loadOrCreate(quiet);
    const { ledger } = taskEnvironment();
    const claim = await ledger.claim(leaf({ x: 1 }), { force: true });
    if (claim.outcome !== "acquired") throw new Error("not acquired");
    const { token, attempt } = claim.lease;
    await ledger.record([{ type: "started", task: leaf({ x: 1 }).id, at: new Date().toISOString(), key: "k", token, attempt }]);
    expect(await gc({ rules: { olderThanMs: 0 }, dryRun: false })).toMatchObject({ items: [], running: 1 });
    expect(await leaf({ x: 1 }).exists()).toBe(true);
    await expect(gc({ rules: {} })).rejects.toThrow(/needs a rule/);
  });
});

describe.each(["all.zip", "all"])("export and import of %s", (name) => {
  test("into an empty store: the same ids, outputs, attempts and reports; nothing is computed", async () => {
    await build([both()], quiet);
    const place = join(folder, name);
    expect(await exportTasks([both()], place)).toMatchObject({ tasks: 3, outputs: 3 });
    const [root, ids] = [join(folder, "tasks"), (await diskUsage()).sizeBytes];
    const outputs = Object.fromEntries(filesIn(root).map((path) => [path, readFileSync(join(root, path), "utf8")]));
    use();
    expect(await importTasks(place)).toMatchObject({ tasks: 3, outputs: 3, existing: 0 });
    const here = join(folder, "tasks");
    expect(Object.fromEntries(filesIn(here).map((path) => [path, readFileSync(join(here, path), "utf8")]))).toEqual(outputs);
    expect((await diskUsage()).sizeBytes).toBe(ids);
    expect(await build([both()], quiet)).toMatchObject({ discovered: 1, reused: 1, succeeded: 0 });
    expect(await both().load()).toEqual([1, 2]);
    expect(await both().status()).toMatchObject({ result: "success", attempts: [{ number: 1, status: "success" }] });
    expect((await both().provenance()).reports).toEqual([{ name: "sum", format: "markdown", text: "# Sum" }]);
    expect(await importTasks(place)).toMatchObject({ outputs: 0, existing: 3 });
  });
});

test("an export without outputs has the same tasks, which are absent where they come", async () => {
  await build([both()], quiet);
  const place = join(folder, "words.zip");
  expect(await exportTasks([both()], place, undefined, { outputs: false })).toEqual({ tasks: 3, outputs: 0, sizeBytes: 0 });
  use();
  expect(await importTasks(place)).toMatchObject({ tasks: 3, outputs: 0 });
  expect(await both().status()).toMatchObject({ result: "absent", attempts: [{ number: 1, status: "success" }] });
  expect(await build([both()], quiet)).toMatchObject({ succeeded: 3 });
});

test("an export holds code that makes the task, also by id alone, and refuses what it does not know", async () => {
  await build([both()], quiet);
  const place = join(folder, "out");
  await exportTasks([both().id], place);
  const snippet = readFileSync(join(place, "tasks", both().id, "task.ts"), "utf8");
  expect(snippet).toContain("reviveAll(");
  expect(snippet).toContain(`.get("${both().id}")`);
  await expect(exportTasks([both()], place)).rejects.toThrow(/is there already/);
  await expect(exportTasks(["f".repeat(64)], join(folder, "x"))).rejects.toThrow(/is not known in this store/);
  await expect(exportTasks([leaf({ x: 77 }).id], join(folder, "x"))).rejects.toThrow(/is not known/);
  expect(existsSync(join(folder, "x"))).toBe(false);
  await exportTasks([leaf({ x: 77 })], join(folder, "y"));
  expect(readFileSync(join(folder, "y/tasks", leaf({ x: 77 }).id, "task.ts"), "utf8")).toContain("const task = leaf({ x: 77 });");
});

test("an export that was changed leaves nothing behind", async () => {
  await build([both()], quiet);
  const make = async (change: (place: string) => void): Promise<string> => {
    const place = join(base, `bad-${folders++}`);
    await exportTasks([both()], place);
    change(place);
    return place;
  };
  const output = (place: string) => join(place, "tasks", leaf({ x: 1 }).id, "output/output.json");
  const lines = (place: string) => join(place, "tasks.ndjson");
  const bad = [
    [await make((place) => writeFileSync(output(place), "7")), /is not what was exported/],
    [await make((place) => rmSync(output(place))), /is missing/],
    [
      await make((place) => writeFileSync(lines(place), readFileSync(lines(place), "utf8").replace('{"x":1}', '{"x":5}'))),
      /does not have the id/,
    ],
    [await make((place) => appendFileSync(lines(place), "{")), /line \d+ of tasks.ndjson: it is no JSON/],
    [
      await make((place) => {
        const file = join(place, "outputs.ndjson");
        writeFileSync(file, readFileSync(file, "utf8").replace('"folder":"store.a', '"folder":"../../store.a'));
      }),
      /must not have the name \.\./,
    ],
    [join(base, "not-there"), /There is no/],
  ] as const;
  for (const [place, message] of bad) {
    use();
    await expect(importTasks(place)).rejects.toThrow(message);
    expect(existsSync(join(folder, "tasks"))).toBe(false);
  }
});

describe("migrate", () => {
  const old = task("fit", {
    version: "1",
    params: z.object({ rate: z.number(), junk: z.string() }),
    output: z.number(),
    run: ({ rate }) => rate,
  });
  const fit = task("fit", {
    version: "2",
    params: z.object({ learningRate: z.number(), momentum: compatible(z.number(), 0), name: z.string() }),
    output: z.number(),
    run: () => -1,
  });
  const score = task("score", {
    params: z.object({ of: taskOf() }),
    output: z.number(),
    run: async ({ of }, ctx) => 10 * Number(await ctx.load(of)),
  });
  const change = {
    from: { name: "fit", version: "1" },
    to: fit,
    rename: { rate: "learningRate" },
    drop: ["junk"],
    add: { name: "a" },
  } as const;
  const made = fit({ learningRate: 0.5, name: "a" });
  const before = old({ rate: 0.5, junk: "x" });
  beforeEach(async () => {
    use();
    await build(score({ of: before }), quiet);
  });

  test("the plan comes first and does nothing", async () => {
    const { steps } = await migrateTasks(migrate(change));
    expect(steps).toMatchObject([{ from: { version: "1" }, to: { id: made.id, version: "2" }, action: "apply" }]);
    expect(await made.exists()).toBe(false);
  });

  test.each(["alias", "copy", "move"] as const)("%s: the output is that of the new task, and the record is kept", async (mode) => {
    await migrateTasks(migrate({ ...change, mode }), { dryRun: false });
    expect(await made.load()).toBe(0.5);
    expect(await before.exists()).toBe(mode !== "move");
    const { marker } = await made.provenance();
    expect(marker && migrationOf(marker)).toMatchObject({ mode, from: { version: "1", params: { rate: 0.5, junk: "x" } } });
    const [output] = globSync(`**/${made.id}/output.json`, { cwd: join(folder, "tasks") });
    expect(statSync(join(folder, "tasks", output ?? "")).nlink).toBe(mode === "alias" ? 2 : 1);
  });

  test("an alias outlives what it was made of", async () => {
    await migrateTasks(migrate({ ...change, mode: "alias" }), { dryRun: false });
    await before.delete();
    expect(await made.load()).toBe(0.5);
  });

  test("cascade carries along what needs it, under its new id", async () => {
    const { steps } = await migrateTasks(migrate({ ...change, cascade: true }), { dryRun: false });
    expect(steps.map(({ to }) => to.id)).toEqual([made.id, score({ of: made }).id]);
    expect(await score({ of: made }).load()).toBe(5);
    expect(await score({ of: before }).exists()).toBe(false);
    expect(await build(score({ of: made }), quiet)).toMatchObject({ reused: 1, succeeded: 0 });
  });

  test("a conflict throws before anything is done, or is skipped, or overwritten", async () => {
    await made.loadOrCreate(quiet);
    await build(old({ rate: 0.6, junk: "y" }), quiet);
    await expect(migrateTasks(migrate(change), { dryRun: false })).rejects.toThrow(/is there already/);
    expect(await fit({ learningRate: 0.6, name: "a" }).exists()).toBe(false);
    await migrateTasks(migrate({ ...change, conflict: "skip" }), { dryRun: false });
    expect(await made.load()).toBe(-1);
    expect(await before.exists()).toBe(true);
    expect(await fit({ learningRate: 0.6, name: "a" }).load()).toBe(0.6);
    await migrateTasks(migrate({ ...change, conflict: "overwrite" }), { dryRun: false });
    expect(await made.load()).toBe(0.5);
  });

  test("outputs that the new type cannot read are an error that names both, and nothing is done", async () => {
    const words = task("fit", {
      version: "3",
      params: z.object({ rate: z.number(), junk: z.string() }),
      output: z.string(),
      run: () => "",
    });
    const migration = migrate({ from: change.from, to: words });
    await expect(migrateTasks(migration, { dryRun: false })).rejects.toThrow(/fit@3 reads text, and fit@1 .* was written as json/);
    expect(await before.exists()).toBe(true);
  });
});

test("builds are told of with their counts, and one whose process is gone is interrupted", async () => {
  await build([both()], { name: "nightly", ...quiet });
  expect(localBuilds(taskEnvironment())).toMatchObject([
    { name: "nightly", status: "success", roots: [both().id], counts: { discovered: 3, succeeded: 3, reused: 0 } },
  ]);
  const [{ id } = { id: "" }] = localBuilds(taskEnvironment());
  const file = join(folder, "state/builds", `${id}.json`);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), status: "running", pid: 2 ** 22 + 1 }));
  expect(localBuilds(taskEnvironment())[0]?.status).toBe("interrupted");
});
