import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Context } from "../../src/cli/context.ts";
import { BuildView } from "../../src/cli/tasks/build-view.ts";
import { cairn, inProcess, start, tempMachine } from "./support.ts";
import { writeTasks } from "./task-project.ts";

/** A machine with a project that declares tasks. */
function project() {
  const machine = tempMachine();
  writeTasks(machine);
  return machine;
}
type Machine = ReturnType<typeof project>;
const json = async (machine: Machine, ...args: string[]) => {
  const { code, stdout, stderr } = await inProcess(machine, [...args, "--json"]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};
const filesIn = (folder: string) => globSync("**/*", { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile());

describe("build start", () => {
  test("in a pipe: lines for people on stderr, addresses on stdout; again nothing is computed", { timeout: 60_000 }, async () => {
    const machine = project();
    const plan = await cairn(machine, ["build", "start", "tasks.ts", "--dry-run"]);
    expect(plan.stdout).toMatch(/todo +shop\.load@1 \(\w{8}\)\n(todo +shop\.sum@1 .*\n){2}3 to compute, 0 complete\.\n/);
    expect(existsSync(join(machine.cwd, ".cairn/tasks"))).toBe(false);

    const first = await cairn(machine, ["build", "start", "tasks.ts", "--runner", "sequential"]);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^(file:\/\/.*\/shop\/sum\/1\/.*\/output\.json\n){2}$/);
    expect(first.stderr).toMatch(/started +shop\.load@1 \(\w{8}\)\nloading Oslo\ncomputed +shop\.load@1 \(\w{8}\) in \d+m?s\n/);
    expect(first.stderr).toMatch(/success: 3 computed, 0 reused, in \d+m?s\.\n$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that must not be there
    expect(first.stderr).not.toMatch(/\u001b/);

    const again = await cairn(machine, ["build", "start", "tasks.ts", "--json", "--runner", "threads"]);
    expect(JSON.parse(again.stdout)).toMatchObject({ status: "success", discovered: 2, reused: 2, succeeded: 0, failures: [] });
    const forced = await cairn(machine, ["build", "start", "tasks.ts", "--force", "shop.load", "--json", "-q"]);
    expect(JSON.parse(forced.stdout)).toMatchObject({ succeeded: 0, reused: 2 });
    const all = await cairn(machine, ["build", "start", "tasks.ts", "--force", "all", "--json", "--runner", "processes", "-c", "1"]);
    expect(JSON.parse(all.stdout.split("\n").at(-2) ?? "")).toMatchObject({ succeeded: 3 });
  });

  test("a failure ends with 1 and the step that leads on; resume goes on with the same build", { timeout: 60_000 }, async () => {
    const machine = project();
    machine.write("project/broken", "");
    const failed = await cairn(machine, ["build", "start", "tasks.ts#all", "--name", "nightly", "--keep-going"]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/failed +shop\.fragile@1 \(\w{8}\).*: the shop is closed\n/);
    expect(failed.stderr).toMatch(/failed: 3 computed, 0 reused, 2 failed/);
    const [, id = ""] = /cairn build resume (\S+)/.exec(failed.stderr) ?? [];
    expect((await json(machine, "build", "list")).items).toMatchObject([
      { id, name: "nightly", status: "failed", counts: { failed: 2, success: 3 } },
    ]);
    const shown = await json(machine, "build", "show", "nightly");
    expect(shown.tasks.filter((task: { status: string }) => task.status === "failed")).toHaveLength(2);

    rmSync(join(machine.cwd, "broken"));
    const resumed = await cairn(machine, ["build", "resume", "nightly", "--json"]);
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ build: id, status: "success", succeeded: 2 });
    expect((await json(machine, "build", "ls")).items).toMatchObject([{ id, name: "nightly", status: "success" }]);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends it in good order with %d", { timeout: 60_000 }, async (signal, exit) => {
    const machine = project();
    machine.write("project/slow", "");
    const running = start(machine, ["build", "start", "tasks.ts#all"]);
    await running.says(/(started +shop\.fragile)/);
    expect((await json(machine, "build", "list")).items).toMatchObject([{ status: "running" }]);
    running.child.kill(signal);
    expect((await running.ended).code).toBe(exit);
    const [build] = (await json(machine, "build", "list")).items;
    expect(build).toMatchObject({ status: "interrupted" });
    const { items } = await json(machine, "task", "list", "attempt.status:=:preempted");
    expect(items.length).toBeGreaterThan(0);
    rmSync(join(machine.cwd, "slow"));
    expect((await cairn(machine, ["build", "resume", build.id, "-q"])).code).toBe(0);
  });

  test("another terminal watches it, and can cancel it", { timeout: 60_000 }, async () => {
    const machine = project();
    machine.write("project/slow", "");
    const running = start(machine, ["build", "start", "tasks.ts#all", "--name", "one"]);
    await running.says(/(started +shop\.fragile)/);
    const watching = start(machine, ["build", "watch", "one"]);
    await watching.says(/(computed)/);
    const resumed = await inProcess(machine, ["build", "resume", "one"]);
    expect([resumed.code, resumed.stderr]).toEqual([6, expect.stringContaining("still runs")]);
    expect((await inProcess(machine, ["build", "cancel", "one"])).code).toBe(0);
    expect((await running.ended).code).toBe(143);
    const watched = await watching.ended;
    expect(watched.code).toBe(1);
    expect(watched.stderr).toContain("The build ended as interrupted.");
    expect((await inProcess(machine, ["build", "cancel", "one"])).code).toBe(6);
  });

  test("what is no module, no export and no task is said with what there is", { timeout: 60_000 }, async () => {
    const machine = project();
    const errors = await Promise.all(
      ["none.ts", "tasks.ts#other", "tasks.ts#nothing"].map((spec) => cairn(machine, ["build", "start", spec])),
    );
    expect(errors.map(({ code }) => code)).toEqual([3, 2, 2]);
    expect(errors[0]?.stderr).toMatch(/There is no .*none\.ts/);
    expect(errors[1]?.stderr).toMatch(/has no export "other"; it exports .*all/);
    expect(errors[2]?.stderr).toMatch(/is no task, no list of tasks/);
    expect((await inProcess(machine, ["build", "show", "bld_nothing"])).code).toBe(3);
  });
});

test("task run takes parameters as they are typed, also dates and tasks", { timeout: 60_000 }, async () => {
  const machine = project();
  const load = await cairn(machine, [
    "task",
    "run",
    "tasks.ts",
    "load",
    "-s",
    "city=Rome",
    "-s",
    "code=007",
    "-s",
    "from=2026-01-02",
    "--json",
  ]);
  expect(load.stderr).not.toContain("Error");
  const [id] = JSON.parse(load.stdout).roots;
  expect(await json(machine, "task", "show", id)).toMatchObject({
    params: { city: "Rome", code: "007", from: { $date: "2026-01-02T00:00:00.000Z" } },
  });
  const sum = await cairn(machine, ["task", "run", "tasks.ts", "shop.sum", "-s", `data=${id.slice(0, 8)}`, "-s", "model.scale=2"]);
  expect(readFileSync(new URL(sum.stdout.trim()), "utf8")).toBe("30");
  const words = await cairn(machine, ["task", "run", "tasks.ts", "sum", "-p", `{"data":{"$task":"${id}"},"model":{"scale":2}}`, "--json"]);
  expect(JSON.parse(words.stdout)).toMatchObject({ reused: 1, succeeded: 0 });

  const bad = await Promise.all([
    cairn(machine, ["task", "run", "tasks.ts", "load", "-s", "city=Bergen"]),
    cairn(machine, ["task", "run", "tasks.ts", "lod", "-s", "city=Rome"]),
    cairn(machine, ["task", "run", "tasks.ts", "sum", "-s", "data=ffffffff", "-s", "model.scale=1"]),
    cairn(machine, ["task", "run", "tasks.ts", "load", "-p", "[1]"]),
  ]);
  expect(bad.map(({ code }) => code)).toEqual([2, 3, 2, 2]);
  expect(bad[0]?.stderr).toContain("city");
  expect(bad[1]?.stderr).toContain("did you mean load?");
  const explained = await cairn(machine, [
    "task",
    "explain",
    "tasks.ts",
    "load",
    "-s",
    "city=Oslo",
    "-s",
    "code=007",
    "-s",
    "from=2026-01-02",
  ]);
  expect(explained.stdout).toMatch(/^absent +It differs from/);
  expect(explained.stdout).toMatch(/params\.city +Rome +Oslo/);
});

describe("with a store", () => {
  let machine: Machine;
  let ids: { [name: string]: string };
  beforeAll(async () => {
    machine = project();
    const built = await cairn(machine, ["build", "start", "tasks.ts", "-q"]);
    if (built.code !== 0) throw new Error(built.stderr);
    const { items } = await json(machine, "task", "list");
    ids = Object.fromEntries(
      items.map((row: { id: string; name: string; params: { model?: { scale: number } } }) => [
        `${row.name}${row.params.model?.scale ?? ""}`,
        row.id,
      ]),
    );
  }, 60_000);

  test("list searches, sorts and fits the terminal", async () => {
    const found = (await json(machine, "task", "ls", "name:=:sum params.model.scale:>:1")).items;
    expect(found).toMatchObject([{ id: ids.sum2, namespace: "shop", result: "success", output: { size_bytes: 2, serializer: "json" } }]);
    const sorted = (await json(machine, "task", "ls", "sum", "--sort", "params.model.scale")).items;
    expect(sorted.map(({ id }: { id: string }) => id)).toEqual([ids.sum1, ids.sum2]);
    expect((await json(machine, "task", "ls", "-n", "1")).items).toHaveLength(1);
    const narrow = await inProcess(machine, ["task", "ls", "--no-color"], "", 50);
    for (const line of narrow.stdout.trimEnd().split("\n")) expect(line.length).toBeLessThanOrEqual(50);
    expect(narrow.stdout).toMatch(/^\w{12} +shop\./m);
    const bad = await inProcess(machine, ["task", "ls", "name:?:x"]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain("is no operator");
  });

  test("show, log and report", async () => {
    const { stdout } = await inProcess(machine, ["task", "show", ids.sum2?.slice(0, 8) ?? ""]);
    expect(stdout).toMatch(/^shop\.sum@1 +success\n/);
    expect(stdout).toContain(`Id        ${ids.sum2}`);
    expect(stdout).toMatch(/model\.scale +2\n/);
    expect(stdout).toMatch(/NEEDS +TYPE +RESULT\n\w{12} +shop\.load@1 +success/);
    expect((await inProcess(machine, ["task", "show", ids.sum2 ?? "", "--report", "how"])).stdout).toBe("# Sum\n");
    expect((await inProcess(machine, ["task", "show", ids.load ?? "", "--log"])).stdout).toMatch(/INFO +loading Oslo\n$/);
    expect((await inProcess(machine, ["task", "show", "ffffffff"])).code).toBe(3);
    expect((await inProcess(machine, ["task", "show", "ab"])).code).toBe(2);
  });

  test("diff, deps, rdeps and du", async () => {
    const { stdout } = await inProcess(machine, ["task", "diff", ids.sum1 ?? "", ids.sum2 ?? ""]);
    expect(stdout).toMatch(/params\.model\.scale +1 +2\n$/);
    expect((await json(machine, "task", "deps", ids.sum1 ?? "")).items).toMatchObject([{ id: ids.load, distance: 1 }]);
    const behind = (await json(machine, "task", "rdeps", ids.load ?? "", "-t")).items;
    expect(behind.map(({ id }: { id: string }) => id).sort()).toEqual([ids.sum1, ids.sum2].sort());
    const root = join(machine.cwd, ".cairn/tasks");
    const bytes = filesIn(root).reduce((sum, path) => sum + statSync(join(root, path)).size, 0);
    expect(await json(machine, "task", "du")).toEqual({ items: [{ namespace: "shop", tasks: 3, size_bytes: bytes }], size_bytes: bytes });
  });

  test("manifest lists types and their parameters", { timeout: 60_000 }, async () => {
    const { stdout } = await cairn(machine, ["task", "manifest", "tasks.ts"]);
    expect(stdout).toMatch(/shop\.load@1 +city, code\?, from\? +Numbers of a city\./);
  });
});

describe("changes", () => {
  test("gc tells first, then removes, and brings back", { timeout: 60_000 }, async () => {
    const machine = project();
    await cairn(machine, ["build", "start", "tasks.ts", "-q"]);
    const root = join(machine.cwd, ".cairn/tasks");
    const before = filesIn(root);
    const dry = await inProcess(machine, ["task", "gc", "--older-than", "0s", "--unreferenced"]);
    expect(dry.stdout).toMatch(/older-than +3 +/);
    expect(dry.stdout).toMatch(/unreferenced +0 +0 B/);
    expect(dry.stderr).toContain("Nothing was removed: add --yes to do it.");
    expect(filesIn(root)).toEqual(before);
    const report = await json(machine, "task", "gc", "--older-than", "0s", "--yes");
    expect(report).toMatchObject({ dry_run: false, tasks: 3 });
    expect(filesIn(root)).toEqual([]);
    expect((await json(machine, "task", "gc", "--trash")).items).toMatchObject([{ id: report.trash, sizeBytes: report.size_bytes }]);
    await inProcess(machine, ["task", "gc", "--restore", report.trash]);
    expect(filesIn(root)).toEqual(before);
    const errors = await Promise.all(
      [
        ["task", "gc"],
        ["task", "gc", "--older-than", "soon"],
        ["task", "gc", "--orphaned"],
      ].map((args) => inProcess(machine, args)),
    );
    expect(errors.map(({ code }) => code)).toEqual([2, 2, 2]);
  });

  test("invalidate with cascade and rm ask first", { timeout: 60_000 }, async () => {
    const machine = project();
    await cairn(machine, ["build", "start", "tasks.ts", "-q"]);
    const [{ id }] = (await json(machine, "task", "ls", "name:=:load")).items;
    const refused = await inProcess(machine, ["task", "invalidate", id, "--cascade"]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("would take back 3 outputs")]);
    await inProcess(machine, ["task", "invalidate", id, "--cascade", "--yes", "--reason", "wrong"]);
    expect((await json(machine, "task", "ls", "status:=:success")).items).toEqual([]);
    await cairn(machine, ["build", "start", "tasks.ts", "-q"]);
    expect((await inProcess(machine, ["task", "rm", id])).code).toBe(2);
    const [{ restore }] = (await json(machine, "task", "rm", id, "--yes")).items;
    expect((await json(machine, "task", "ls", "status:=:success")).items).toHaveLength(2);
    expect((await inProcess(machine, restore.split(" ").slice(1))).code).toBe(0);
    expect((await json(machine, "task", "ls", "status:=:success")).items).toHaveLength(3);
  });

  test("migrate tells what would become of which, and does it when asked to", { timeout: 60_000 }, async () => {
    const machine = project();
    await cairn(machine, ["build", "start", "tasks.ts", "-q"]);
    machine.write(
      "project/migrations.ts",
      `import { migrate, task, taskOf, z } from "@cairn/sdk/tasks";
       import { load } from "./tasks.ts";
       const params = z.object({ data: taskOf(load), factor: z.number() });
       const sum2 = task("sum", { namespace: "shop", version: "2", params, output: z.number(), run: () => -1 });
       const from = { namespace: "shop", name: "sum", version: "1" };
       const rewrite = ({ data, model }) => ({ data, factor: model.scale });
       export const toV2 = migrate({ from, to: sum2, rewrite });
       export const copied = migrate({ from, to: sum2, rewrite, mode: "copy" });`,
    );
    const unnamed = await cairn(machine, ["task", "migrate", "migrations.ts"]);
    expect([unnamed.code, unnamed.stderr]).toEqual([2, expect.stringContaining("Name one after #: copied, toV2.")]);
    expect((await cairn(machine, ["task", "migrate", "tasks.ts"])).stderr).toContain("exports no migration");

    const before = filesIn(join(machine.cwd, ".cairn/tasks"));
    const preview = await cairn(machine, ["task", "migrate", "migrations.ts#toV2"]);
    expect(preview.code).toBe(0);
    expect(preview.stdout).toMatch(/(\w{12} +shop\.sum@1 +\w{12} +shop\.sum@2 +move +its type changed\n){2}/);
    expect(preview.stderr).toContain("2 tasks would be carried over. Nothing was done: add --apply to do it.");
    expect(filesIn(join(machine.cwd, ".cairn/tasks"))).toEqual(before);

    const { stdout } = await cairn(machine, ["task", "migrate", "migrations.ts#toV2", "--apply", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ dry_run: false, from: "shop.sum@1", to: "shop.sum@2", mode: "move" });
    const { items } = await json(machine, "task", "ls", "name:=:sum", "status:=:success");
    expect(items.map(({ version, params }: { version: string; params: { factor: number } }) => [version, params.factor]).sort()).toEqual([
      ["2", 1],
      ["2", 2],
    ]);
    expect((await cairn(machine, ["task", "migrate", "migrations.ts#toV2", "--apply"])).stderr).toContain(
      "No task of shop.sum@1 is stored.",
    );
  });

  test.each(["out.zip", "out"])(
    "export to %s and import into an empty store: the same ids, nothing to compute",
    { timeout: 60_000 },
    async (name) => {
      const machine = project();
      await cairn(machine, ["build", "start", "tasks.ts", "-q"]);
      const exported = await cairn(machine, ["task", "export", "tasks.ts", "-o", name, "--json"]);
      expect(JSON.parse(exported.stdout)).toMatchObject({ tasks: 3, outputs: 3 });
      expect(await json(machine, "task", "import", name, "--root", "other/tasks")).toMatchObject({ tasks: 3, outputs: 3, existing: 0 });
      const there = (await json(machine, "task", "ls", "--sort", "id", "--root", "other/tasks")).items;
      const here = (await json(machine, "task", "ls", "--sort", "id")).items;
      expect(there.map(({ id }: { id: string }) => id)).toEqual(here.map(({ id }: { id: string }) => id));
      const built = await cairn(machine, ["build", "start", "tasks.ts", "--root", "other/tasks", "--json"]);
      expect(JSON.parse(built.stdout)).toMatchObject({ reused: 2, succeeded: 0 });
      expect((await inProcess(machine, ["task", "export", "ffffffff", "-o", "x"])).code).toBe(3);
      const words = await cairn(machine, ["task", "export", "tasks.ts", "-o", `words-${name}`, "--no-outputs", "--json"]);
      expect(JSON.parse(words.stdout)).toMatchObject({ tasks: 3, outputs: 0, size_bytes: 0 });
      writeFileSync(join(machine.cwd, "bad.zip"), "no zip");
      expect((await inProcess(machine, ["task", "import", "bad.zip"])).code).toBe(2);
    },
  );
});

test("in a terminal a build is one picture that is drawn anew, and leaves a line", async () => {
  let text = "";
  const stderr = {
    isTTY: true,
    columns: 60,
    write: (chunk: string) => {
      text += chunk;
      return true;
    },
  } as unknown as Context["io"]["stderr"];
  const machine = tempMachine({ LANG: "C.UTF-8", NO_COLOR: "1" });
  const io = { machine, stdin: process.stdin, stdout: { write: () => true }, stderr, fetch, signal: new AbortController().signal };
  const view = new BuildView(new Context(io, {}), (id) => `shop.${id}@1 (12345678)`);
  const at = new Date().toISOString();
  view.onEvent({ type: "started", task: "train", at, key: "1" });
  view.onEvent({ type: "succeeded", task: "load", at, key: "2" });
  view.onProgress({ discovered: 4, ended: 2, running: 1, failed: 0, remainingMs: 90_000 });
  await expect.poll(() => text).toContain("2 of 4");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the terminal's language
  const [bar = "", task = ""] = text.replaceAll(/\u001b\[\d*[AJK]/g, "").split("\n");
  expect(bar).toMatch(/^█{12} +50 % {2}2 of 4 {2}1 computed/);
  expect(bar.length).toBeLessThanOrEqual(59);
  expect(task).toMatch(/^ {2}shop\.train@1 \(12345678\) {2}\d+m?s/);
  view.onEvent({ type: "failed", task: "train", at, key: "3", error: { type: "Error", message: "out of rain" } });
  expect(text).toContain("failed    shop.train@1 (12345678)");
  expect(text).toContain("out of rain\n");
  view.end(null);
  expect(text.endsWith("\n") || text.endsWith("\u001b[J")).toBe(true);
});
