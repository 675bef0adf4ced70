import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { cairn, inProcess, tempMachine } from "./support.ts";
import { writeTasks } from "./task-project.ts";

/** Tasks that code gives a label and tags; the second one is labelled anew by the second export. */
const LABELLED = `
import { load } from "./tasks.ts";
const oslo = load({ city: "Oslo" }).labelled("Baseline").tagged({ team: "vision", stage: "try" });
export default [oslo, load({ city: "Rome" })];
export const anew = [oslo.labelled("Reference").tagged({ stage: "final" })];
`;

function project() {
  const machine = tempMachine();
  writeTasks(machine);
  machine.write("project/labelled.ts", LABELLED);
  return machine;
}
type Machine = ReturnType<typeof project>;
const json = async (machine: Machine, ...args: string[]) => {
  const { code, stdout, stderr } = await inProcess(machine, [...args, "--json"]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};

test("a local store keeps labels and tags as they were said last, and finds tasks by them", { timeout: 60_000 }, async () => {
  const machine = project();
  await cairn(machine, ["build", "start", "labelled.ts", "-q"]);
  const [oslo, ...others] = (await json(machine, "task", "list", "tag.team:=:vision")).items;
  expect(others).toEqual([]);
  expect(oslo).toMatchObject({ label: "Baseline", tags: { team: "vision", stage: "try" }, params: { city: "Oslo" } });
  await cairn(machine, ["build", "start", "labelled.ts#anew", "-q"]);
  expect((await json(machine, "task", "list", "reference")).items).toMatchObject([
    { id: oslo.id, tags: { team: "vision", stage: "final" } },
  ]);
  expect((await json(machine, "task", "list", "baseline")).items).toEqual([]);
  expect((await json(machine, "task", "list", `host:=:${oslo.host}`)).items).toHaveLength(2);
  const { stdout } = await inProcess(machine, ["task", "show", oslo.id]);
  expect(stdout).toMatch(/^Reference +success\n/);
  expect(stdout).toMatch(/Tags +team=vision, stage=final\n/);
});

test("a local store shows tasks as they were at a time", { timeout: 60_000 }, async () => {
  const machine = project();
  await cairn(machine, ["build", "start", "labelled.ts", "-q"]);
  const { items } = await json(machine, "task", "list", "--sort", "finished_at");
  const between = new Date().toISOString();
  await inProcess(machine, ["task", "invalidate", items[0].id, "--yes"]);
  const results = async (...args: string[]) =>
    (await json(machine, "task", "list", ...args)).items.map(({ id, result }: { id: string; result: string }) => [id, result]);
  expect(await results("status:=:absent")).toEqual([[items[0].id, "absent"]]);
  const then = await results("--as-of", between, "status:=:success");
  expect(then.sort()).toEqual(items.map(({ id }: { id: string }) => [id, "success"]).sort());
  expect(await results("--as-of", "2026-01-01")).toEqual([]);
  expect(await inProcess(machine, ["task", "list", "--as-of", "long ago"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--as-of takes a time"),
  });
});

test("a build keeps where, how and from which code it was made", { timeout: 60_000 }, async () => {
  const machine = project();
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], { cwd: machine.cwd, encoding: "utf8" });
  git("init", "-q", "-b", "main");
  git("add", "tasks.ts", "labelled.ts");
  git("commit", "-q", "-m", "Tasks");
  machine.write("project/labelled.ts", `${LABELLED}// changed`);
  await cairn(machine, ["build", "start", "labelled.ts", "--name", "one", "-q"]);
  const build = await json(machine, "build", "show", "one");
  expect(build).toMatchObject({ commit: git("rev-parse", "HEAD").trim(), environment: { git: { branch: "main", dirty: true } } });
  expect(build.environment.git.diff).toContain("+// changed");
  expect(build.environment.command).toContain("build start labelled.ts");
  const { stdout } = await inProcess(machine, ["build", "show", "one"]);
  expect(stdout).toContain(`Commit   ${build.commit} (main), with changes\n`);

  const required = await cairn({ ...machine, env: { ...machine.env, CAIRN_DIFF: "require" } }, [
    "build",
    "start",
    "labelled.ts#anew",
    "-q",
  ]);
  expect(required.code).toBe(0);
  machine.write("project/labelled.ts", `${LABELLED}// ${"x".repeat(60_000)}`);
  const refused = await cairn({ ...machine, env: { ...machine.env, CAIRN_DIFF: "require" } }, [
    "build",
    "start",
    "labelled.ts",
    "-f",
    "-q",
  ]);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain("diff is required, but The diff has");
  expect((await json(machine, "build", "list")).items).toHaveLength(2);
});

test("what the code made stale or orphaned is found in a local store", { timeout: 60_000 }, async () => {
  const machine = project();
  await cairn(machine, ["build", "start", "tasks.ts", "-q"]);
  const found = async (q: string, module: string) => {
    const { code, stdout, stderr } = await cairn(machine, ["task", "list", q, "-m", module, "--json"]);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout).items.map(({ name }: { name: string }) => name);
  };
  expect(await found("is:!=:current", "tasks.ts")).toEqual([]);
  machine.write(
    "project/later.ts",
    `import { task, z } from "@cairn/sdk/tasks";
     export const load = task("load", { namespace: "shop", params: z.object({ town: z.string() }), run: () => 1 });`,
  );
  expect(await found("is:=:stale", "later.ts")).toEqual(["load"]);
  expect(await found("is:=:orphan", "later.ts")).toEqual(["sum", "sum"]);
  const unasked = await inProcess(machine, ["task", "list", "is:=:stale"]);
  expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining("name its modules, --module")]);
});
