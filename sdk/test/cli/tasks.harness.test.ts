import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { stack } from "../../../workers/test/support/stack.ts";
import { Cairn } from "../../src/client.ts";
import { createOrganization, personAt } from "./harness-support.ts";
import { cairn as asProcess, inProcess as cairn, start } from "./support.ts";
import { writeTasks } from "./task-project.ts";

vi.setConfig({ testTimeout: 90_000 });

/** A workspace of the test's own with a copy beside it, and a machine with a key for both and a project with tasks. */
async function place() {
  const { origin } = stack();
  const { person, machine } = await personAt(origin);
  const { slug } = await createOrganization(person, "Tasks");
  const made = await person.fetch(`/api/v1/orgs/${slug}/keys`, { method: "POST", json: { name: "cli" } });
  const { secret } = (await made.json()) as { secret: string };
  Object.assign(machine.env, { CAIRN_API_KEY: secret, CAIRN_ORG: slug, CAIRN_WORKSPACE: "main" });
  writeTasks(machine);
  const client = new Cairn({ url: origin, token: secret, organization: slug, workspace: "main" });
  const copy = (await client.workspaces.create({ name: "Copy" }, { organization: slug })).slug;
  const ok = async (run: typeof cairn, ...args: string[]) => {
    const ended = await run(machine, args);
    if (ended.code !== 0) throw new Error(`cairn ${args.join(" ")} ended with ${ended.code}: ${ended.stderr}`);
    return ended;
  };
  const json = async (...args: string[]) => JSON.parse((await ok(cairn, ...args, "--json")).stdout);
  const build = (...args: string[]) => ok(asProcess, "build", "start", "tasks.ts", ...args);
  return { machine, client, copy, json, build, ok };
}

test("a build is told to the workspace, and everybody finds its tasks there", async () => {
  const { json, build, ok, machine } = await place();
  const { build: id } = JSON.parse((await build("--json", "--name", "nightly", "--runner", "threads")).stdout);
  expect((await json("build", "list")).items).toMatchObject([{ id, name: "nightly", status: "success", task_count: 3 }]);
  const shown = await json("build", "show", id);
  expect(shown.tasks.map(({ status }: { status: string }) => status)).toEqual(["success", "success", "success"]);
  expect((await ok(cairn, "build", "watch", id)).stderr).toContain("The build ended as success.");

  const found = (await json("task", "list", "name:=:sum params.model.scale:>:1")).items;
  expect(found).toMatchObject([{ namespace: "shop", result: "success" }]);
  const sum = found[0].id;
  expect(await json("task", "show", sum.slice(0, 8))).toMatchObject({ id: sum, attempts: [{ number: 1, status: "success" }] });
  expect((await ok(cairn, "task", "show", sum, "--report", "how")).stdout).toBe("# Sum\n");
  const [load] = (await json("task", "deps", sum)).items;
  expect(load).toMatchObject({ name: "load", distance: 1 });
  expect((await ok(cairn, "task", "show", load.id, "--log")).stdout).toContain("loading Oslo");
  expect((await json("task", "rdeps", load.id, "-t")).items).toHaveLength(2);
  const [other] = (await json("task", "ls", "name:=:sum params.model.scale:=:1")).items;
  expect(await json("task", "diff", other.id, sum)).toMatchObject({ differences: [{ path: "params.model.scale", left: 1, right: 2 }] });
  expect((await json("task", "du")).items).toMatchObject([{ namespace: "shop", tasks: 3 }]);
  expect(JSON.parse((await build("--json")).stdout)).toMatchObject({ succeeded: 0, reused: 2 });
  expect((await cairn(machine, ["task", "show", "ffffffff"])).code).toBe(3);
  // The same command about the store of this machine.
  expect((await json("task", "list", "--local")).items).toHaveLength(3);
});

test("tasks of a workspace are tagged and labelled, and told in one page", async () => {
  const { json, build, ok, machine } = await place();
  await build("--quiet");
  const [sum] = (await json("task", "list", "name:=:sum params.model.scale:>:1")).items;
  await ok(cairn, "task", "tag", sum.id.slice(0, 8), "team=vision", "stage=try", "--label", "Reference");
  expect((await json("task", "tag", sum.id, "stage=final", "--remove", "team")).items).toMatchObject([
    { id: sum.id, label: "Reference", tags: { stage: "final" } },
  ]);
  expect((await json("task", "list", "tag.stage:=:final")).items).toMatchObject([{ id: sum.id }]);
  expect((await cairn(machine, ["task", "tag", "ffffffff", "a=b"])).code).toBe(3);
  expect((await cairn(machine, ["task", "tag", sum.id])).code).toBe(2);
  expect((await json("task", "tag", sum.id, "--label", "")).items).toMatchObject([{ label: null }]);
  const { commit, environment } = await json("build", "show", (await json("build", "list")).items[0].id);
  expect([commit, environment.command]).toEqual([null, expect.stringContaining("build start tasks.ts")]);

  expect(await json("task", "page", "params.model.scale:=:2", "-o", "page.html")).toMatchObject({ tasks: 2, types: 2 });
  const page = readFileSync(join(machine.cwd, "page.html"), "utf8");
  expect(page).toMatch(/<title>Tasks of tasks-\w+\/main<\/title>/);
  expect(page).toContain(`href="#${sum.id}"`);
  expect(page).toContain("<h3>how</h3><pre># Sum</pre>");
});

test("invalidate, rm, gc and explain act on the workspace", async () => {
  const { json, build, ok } = await place();
  await build();
  const [{ id: load }] = (await json("task", "list", "name:=:load")).items;
  expect((await json("task", "invalidate", load, "--cascade", "--yes", "--reason", "wrong")).tasks).toHaveLength(3);
  expect((await json("task", "list", "status:=:success")).items).toEqual([]);
  expect(await json("task", "explain", load)).toMatchObject({ result: "absent" });
  const dry = await json("task", "gc", "--older-than", "0s");
  expect(dry).toMatchObject({ dry_run: true, tasks: 3 });
  expect((await json("task", "list")).items).toHaveLength(3);
  await ok(cairn, "task", "rm", load, "--yes");
  expect((await json("task", "list")).items).toHaveLength(2);
  expect(await json("task", "gc", "--older-than", "0s", "--yes")).toMatchObject({ dry_run: false });
  expect((await json("task", "list")).items).toEqual([]);
  const pushed = JSON.parse((await ok(asProcess, "task", "manifest", "tasks.ts", "--push", "--json")).stdout);
  expect(pushed).toMatchObject({ declared: 3, orphaned: 0 });
});

test("a build that failed goes on where it was, as the same build", async () => {
  const { json, ok, machine } = await place();
  machine.write("project/broken", "");
  expect((await asProcess(machine, ["build", "start", "tasks.ts#all"])).code).toBe(1);
  const [{ id }] = (await json("build", "list")).items;
  expect(await json("build", "show", id)).toMatchObject({ status: "failed", counts: { failed: 2 } });
  rmSync(join(machine.cwd, "broken"));
  await ok(asProcess, "build", "resume", id);
  expect(await json("build", "show", id)).toMatchObject({
    status: "success",
    resumed: 1,
    task_count: 5,
    counts: { failed: 0, pending: 0 },
  });
  // Again, when there is nothing left to do.
  await ok(asProcess, "build", "resume", id);
  expect((await json("build", "list")).items).toHaveLength(1);
});

test("a clean-up of a workspace frees the outputs that this machine reaches, says which it does not, and they can come back", async () => {
  const { json, build, ok, client } = await place();
  await build();
  const [{ id: lone }] = (await json("task", "list", "name:=:sum params.model.scale:=:1")).items;
  await client.tasks.override(lone, {
    ...{ result: "success", reason: "moved" },
    output: { uri: `s3://elsewhere/${lone}/output.json`, size_bytes: 7, sha256: "0".repeat(64), serializer: "json" },
  });
  const told = await ok(cairn, "task", "gc", "--older-than", "0s", "--outputs");
  expect(told.stderr).toContain("2 outputs, ");
  expect(told.stderr).toContain(`s3://elsewhere/${lone}/output.json`);
  expect((await json("task", "gc", "--older-than", "0s", "--local")).tasks).toBe(3);
  const done = await json("task", "gc", "--older-than", "0s", "--outputs", "--yes");
  expect(done).toMatchObject({ tasks: 3, outputs: { outputs: 2, missing: 0, elsewhere: [`s3://elsewhere/${lone}/output.json`] } });
  expect((await json("task", "list")).items).toEqual([]);
  expect((await json("task", "gc", "--older-than", "0s", "--local")).tasks).toBe(1);
  await ok(cairn, "task", "gc", "--restore", done.outputs.trash);
  expect((await json("task", "gc", "--older-than", "0s", "--local")).tasks).toBe(3);
});

test("an export goes into another workspace under the same ids", async () => {
  const { json, build, ok, machine, copy } = await place();
  await build();
  const items = (await json("task", "list", "name:=:sum")).items as { id: string }[];
  const ids = items.map(({ id }) => id).sort();
  await ok(cairn, "task", "export", ...ids, "-o", "tasks.ndjson");
  expect(readFileSync(join(machine.cwd, "tasks.ndjson"), "utf8").trim().split("\n")[0]).toContain('"kind":"export"');
  await ok(cairn, "task", "import", "tasks.ndjson", "--workspace", copy);
  const there = (await json("task", "list", "name:=:sum", "--workspace", copy)).items as { id: string }[];
  expect(there.map(({ id }) => id).sort()).toEqual(ids);
});

test("a build that is cancelled from elsewhere stays cancelled, however its process ends", async () => {
  const { json, ok, machine } = await place();
  machine.write("project/slow", "");
  const running = start(machine, ["build", "start", "tasks.ts#all", "--name", "long"]);
  await running.says(/(started +shop\.fragile)/);
  const [{ id }] = (await json("build", "list", "--status", "running")).items;
  const watching = start(machine, ["build", "watch", id]);
  await watching.says(/(computed)/);
  await ok(cairn, "build", "cancel", id, "--reason", "enough");
  expect((await watching.ended).code).toBe(1);
  // It hears of it with its next word to the workspace.
  running.child.kill("SIGTERM");
  await running.ended;
  expect(await json("build", "show", id)).toMatchObject({ status: "cancelled" });
});
