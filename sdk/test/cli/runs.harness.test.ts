import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, vi } from "vitest";
import { stack } from "../../../workers/test/support/stack.ts";
import { runCli } from "../../src/cli/run.ts";
import { Cairn } from "../../src/client.ts";
import type { RunDetail } from "../../src/schema/runs.ts";
import { createOrganization, personAt, type TestMachine } from "./harness-support.ts";
import { inProcess as cairn, start } from "./support.ts";

vi.setConfig({ testTimeout: 90_000 });

/** A workspace of the test's own, a second one beside it, and a machine with a key for both. */
async function place() {
  const { origin } = stack();
  const { person, machine } = await personAt(origin);
  const { slug } = await createOrganization(person, "Runs");
  const made = await person.fetch(`/api/v1/orgs/${slug}/keys`, { method: "POST", json: { name: "cli" } });
  const { secret } = (await made.json()) as { secret: string };
  Object.assign(machine.env, {
    CAIRN_API_KEY: secret,
    CAIRN_ORG: slug,
    CAIRN_WORKSPACE: "main",
    CAIRN_JOURNAL_DIR: join(machine.home, "journal"),
  });
  const client = new Cairn({ url: origin, token: secret, organization: slug, workspace: "main" });
  const copy = (await client.workspaces.create({ name: "Copy" }, { organization: slug })).slug;
  const ok = async (...args: string[]) => {
    const ended = await cairn(machine, args);
    if (ended.code !== 0) throw new Error(`cairn ${args.join(" ")} ended with ${ended.code}: ${ended.stderr}`);
    return ended;
  };
  const json = async <T>(...args: string[]) => JSON.parse((await ok(...args, "--json")).stdout) as T;
  return { machine, client, copy, ok, json };
}

const QUIET = { console: false, system: false, environment: false, handleExit: false } as const;

/** A run that has some of everything. */
async function fullRun(client: Cairn, machine: TestMachine): Promise<string> {
  const run = await client.run({
    ...QUIET,
    experiment: "penguins",
    name: "full",
    notes: "# Notes\n\nwith *Markdown*",
    group: "g1",
    params: { lr: 0.1, optimizer: "adam", deep: { er: true }, nothing: null },
    tags: { team: "vision", 名: "前" },
    inputs: [{ name: "penguins.csv", kind: "dataset" }],
    environment: {
      host: "node-1",
      command: "python train.py",
      packages: { numpy: "2.0" },
      git: { commit: "a".repeat(40), branch: "main", dirty: true, diff: "diff --git a/x b/x\n-1\n+2\n" },
    },
  });
  for (let step = 0; step < 3_000; step++)
    run.log({ loss: 1 / (step + 1), "val/acc": step % 7 === 0 ? Number.NaN : step }, { step, time: 1_795_252_200_000 + step });
  run.log({ loss: Number.POSITIVE_INFINITY, tiny: 5e-324 }, { step: -5, time: 1 });
  run.log({ loss: 0.5 }, { step: 1_000, time: 1_795_252_999_999 });
  await run.text("samples", "some text", { step: 7, caption: "a caption" });
  mkdirSync(join(machine.cwd, "out/deep"), { recursive: true });
  writeFileSync(join(machine.cwd, "out/a.txt"), "A");
  writeFileSync(join(machine.cwd, "out/deep/b.bin"), Buffer.alloc(300_000, 7));
  writeFileSync(join(machine.cwd, "out/empty"), "");
  await run.artifact(join(machine.cwd, "out"), { path: "model" });
  await run.flush();
  const lines = Array.from({ length: 2_500 }, (_, i) => ({
    at: 1_795_252_200_000 + i,
    stream: i % 3 ? ("stdout" as const) : ("stderr" as const),
    text: `line ${i} \u001b[31mred\u001b[0m`,
  }));
  await client.runs.log(run.id, { writer: "test_writer", sequence: 1, lines, summary: { best: 0.01 } });
  await run.finish({ status: "failed", error: "out of memory" });
  return run.id;
}

/** What of a run an import keeps. */
function kept({ number: _n, created_by: _b, heartbeat_at: _h, experiment, child_count: _c, purge_at: _p, ...run }: RunDetail) {
  return { ...run, experiment: experiment.name };
}
const readRun = (folder: string, id: string) => JSON.parse(readFileSync(join(folder, "runs", id, "run.json"), "utf8")) as RunDetail;
const readFiles = (folder: string, id: string) =>
  (JSON.parse(readFileSync(join(folder, "runs", id, "manifest.json"), "utf8")) as { files: Record<string, { sha256: string }> }).files;

test.concurrent("export, import elsewhere, export again: the same points, lines, files and facts", async ({ expect }) => {
  const { machine, client, copy, ok, json } = await place();
  const id = await fullRun(client, machine);
  const child = await client.run({ ...QUIET, experiment: "penguins", name: "child", parent: id });
  child.log({ loss: 1 });
  await child.finish();

  const first = join(machine.home, "first");
  await ok("run", "export", "full", child.id, "-o", first);
  expect(existsSync(join(first, "runs", id, "artifacts/model/deep/b.bin"))).toBe(true);
  expect(readdirSync(join(first, "runs", id, "media")).length).toBe(1);
  expect(await ok("run", "import", first, "--workspace", copy)).toMatchObject({
    stderr: expect.stringMatching(/^Imported 2 runs into .*\/copy\.\n$/),
  });

  const second = join(machine.home, "second");
  await ok("experiment", "export", "penguins", "-o", second, "--workspace", copy);
  expect(kept(readRun(second, id))).toEqual(kept(readRun(first, id)));
  expect(kept(readRun(second, child.id))).toEqual(kept(readRun(first, child.id)));
  const [before, after] = [readFiles(first, id), readFiles(second, id)];
  for (const name of ["metrics.parquet", "lines.jsonl"]) expect(after[name]).toEqual(before[name]);
  const bytes = (files: typeof before) =>
    Object.entries(files).flatMap(([name, { sha256 }]) => (/^(artifacts|media)\//.test(name) ? [sha256] : []));
  expect(bytes(after).toSorted()).toEqual(bytes(before).toSorted());

  // Twice is harmless, and what was exported is not fetched again.
  const again = await json<{ runs: { state: string }[] }>("run", "import", first, "--workspace", copy);
  expect(again.runs.map(({ state }) => state)).toEqual(["there", "there"]);
  const exported = await json<{ runs: { is_new: boolean }[] }>("run", "export", "full", child.id, "-o", first);
  expect(exported.runs.map(({ is_new }) => is_new)).toEqual([false, false]);
  // Another export into the folder adds to it, one of another workspace is refused.
  await ok("run", "export", "child", "-o", first);
  expect((await json<{ runs: unknown[] }>("run", "import", first, "--workspace", copy)).runs.length).toBe(2);
  expect((await cairn(machine, ["run", "export", "child", "-o", first, "--workspace", copy])).stderr).toContain("holds runs of");
  expect(await client.runs.stats({}, { workspace: copy })).toMatchObject({ total: 2 });
});

test.concurrent("an import that was broken off goes on and ends with the same", async ({ expect }) => {
  const { machine, client, copy, ok } = await place();
  const id = await fullRun(client, machine);
  const folder = join(machine.home, "saved");
  await ok("run", "export", id, "-o", folder);
  // Each try is ended one request further than the one before; that request is carried out, and its answer is lost.
  let code: number | null = null;
  for (let cut = 1; code !== 0 && cut < 100; cut++) {
    const stopping = new AbortController();
    let asked = 0;
    const breaking = async (...args: Parameters<typeof fetch>) => {
      const answer = await fetch(...args);
      if (++asked === cut) stopping.abort();
      stopping.signal.throwIfAborted();
      return answer;
    };
    const sink = { write: () => true };
    code = await runCli(["run", "import", folder, "--workspace", copy], {
      machine,
      stdin: process.stdin,
      stdout: sink,
      stderr: sink as unknown as NodeJS.WritableStream,
      fetch: breaking,
      signal: stopping.signal,
    });
    expect(code).toBeOneOf([0, 130]);
  }
  expect(code).toBe(0);
  const again = join(machine.home, "again");
  await ok("run", "export", id, "-o", again, "--workspace", copy);
  expect(kept(readRun(again, id))).toEqual(kept(readRun(folder, id)));
  for (const name of ["metrics.parquet", "lines.jsonl"]) expect(readFiles(again, id)[name]).toEqual(readFiles(folder, id)[name]);
});

test.concurrent("what is damaged, unfinished or something else is refused, and nothing is stored", async ({ expect }) => {
  const { machine, client, copy, ok } = await place();
  const id = await fullRun(client, machine);
  const good = join(machine.home, "good");
  await ok("run", "export", id, "-o", good);
  const spoil: [string, (at: string) => void][] = [
    ["was changed or is damaged", (at) => writeFileSync(join(at, "runs", id, "artifacts/model/a.txt"), "B")],
    ["was changed or is damaged", (at) => writeFileSync(join(at, "runs", id, "run.json"), "{}")],
    ["was changed or is damaged", (at) => writeFileSync(join(at, "runs", id, "manifest.json"), "{}")],
    ["is not the manifest of an export", (at) => writeFileSync(join(at, "manifest.json"), '{"format":"other"}')],
    [
      "was broken off",
      (at) =>
        writeFileSync(
          join(at, "manifest.json"),
          readFileSync(join(at, "manifest.json"), "utf8").replace('"is_complete": true', '"is_complete": false'),
        ),
    ],
    [
      "leads elsewhere",
      (at) => {
        rmSync(join(at, "runs", id, "artifacts/model/a.txt"));
        symlinkSync("/dev/zero", join(at, "runs", id, "artifacts/model/a.txt"));
      },
    ],
    [
      "leads elsewhere",
      (at) => {
        renameSync(join(at, "runs", id, "artifacts"), join(machine.home, "outside"));
        symlinkSync(join(machine.home, "outside"), join(at, "runs", id, "artifacts"));
      },
    ],
    [
      "leads elsewhere",
      (at) => {
        rmSync(join(at, "manifest.json"));
        symlinkSync("/dev/zero", join(at, "manifest.json"));
      },
    ],
    ["is not safe", (at) => forge(at, id, (manifest) => Object.assign(manifest.files, { "../../../evil": manifest.files["run.json"] }))],
  ];
  for (const [i, [message, damage]] of spoil.entries()) {
    const folder = join(machine.home, `bad-${i}`);
    cpSync(good, folder, { recursive: true });
    damage(folder);
    const { code, stderr } = await cairn(machine, ["run", "import", folder, "--workspace", copy]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
  }
  expect((await cairn(machine, ["run", "import", machine.home, "--workspace", copy])).stderr).toContain("manifest.json is not there");
  expect(await client.runs.stats({}, { workspace: copy })).toMatchObject({ total: 0 });
  expect((await cairn(machine, ["run", "export", id, "-o", machine.home])).stderr).toContain("holds something else");
});

/** Changes a run's manifest and makes the export's own fit it. */
function forge(folder: string, id: string, change: (manifest: { files: Record<string, unknown> }) => void): void {
  const own = join(folder, "runs", id, "manifest.json");
  const manifest = JSON.parse(readFileSync(own, "utf8"));
  change(manifest);
  const text = JSON.stringify(manifest);
  writeFileSync(own, text);
  const whole = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  whole.runs[0].manifest = { size: Buffer.byteLength(text), sha256: createHash("sha256").update(text).digest("hex") };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(whole));
}

test.concurrent("runs are found, shown, compared, tagged, put away and taken back", async ({ expect }) => {
  const { machine, client, ok, json } = await place();
  for (const [i, lr] of [0.1, 0.01, 0.001].entries()) {
    const run = await client.run({ ...QUIET, experiment: i < 2 ? "a" : "b", name: `lr-${i}`, params: { lr } });
    for (let step = 0; step < 10; step++) run.log({ loss: lr * (10 - step) }, { step });
    await run.finish();
  }
  const names = async (...args: string[]) =>
    (await json<{ items: { name: string }[] }>("run", "list", ...args)).items.map(({ name }) => name);
  expect(await names("--filter", "metrics.loss.min < 0.05", "--sort", "params.lr")).toEqual(["lr-2", "lr-1"]);
  expect(await names("--experiment", "a", "--sort", "metrics.loss.last:desc")).toEqual(["lr-0", "lr-1"]);
  expect((await cairn(machine, ["run", "list", "--columns", "params.lr,metrics.loss", "--no-color"], "", 120)).stdout).toMatch(
    /0\.001 +0\.001 {2}\S+/,
  );
  const shown = (await cairn(machine, ["run", "show", "1", "--no-color"], "", 120)).stdout;
  expect(shown).toContain("#1 lr-0  finished");
  expect(shown).toMatch(/loss +0\.1 +0\.1 +1 +10 {2}\S+/);
  expect((await ok("run", "compare", "lr-0", "lr-1")).stdout).toMatch(/^params\.lr +0\.1 +0\.01$/m);

  await ok("run", "tag", "1", "2", "team=vision");
  expect(await names("--filter", 'tags.team = "vision"', "--sort", "name")).toEqual(["lr-0", "lr-1"]);
  await ok("run", "note", "lr-0", "Good");
  expect((await ok("run", "note", "1")).stdout).toBe("Good\n");
  await ok("run", "archive", "--experiment", "b", "--yes");
  expect([await names("--sort", "name"), await names("--archived")]).toEqual([["lr-0", "lr-1"], ["lr-2"]]);
  await ok("run", "unarchive", "lr-2");
  await ok("run", "delete", "lr-1", "--yes");
  expect([await names("--sort", "name"), await names("--deleted")]).toEqual([["lr-0", "lr-2"], ["lr-1"]]);
  await ok("run", "restore", "lr-1");
  expect((await names()).length).toBe(3);
  expect((await cairn(machine, ["run", "show", "99"])).code).toBe(3);
});

test.concurrent("experiments are made, renamed, tagged, put away and shown", async ({ expect }) => {
  const { ok, json } = await place();
  await ok("experiment", "create", "vision/one", "--description", "The first", "--tag", "team=a");
  await ok("experiment", "rename", "vision/one", "vision/two");
  await ok("experiment", "tag", "vision/two", "kind=b", "--remove", "team");
  expect(await json("experiment", "show", "vision/two")).toMatchObject({
    name: "vision/two",
    description: "The first",
    tags: { kind: "b" },
  });
  expect((await ok("experiment", "show", "vision/two")).stdout).toContain("The first");
  await ok("experiment", "archive", "vision/two");
  expect((await json<{ items: unknown[] }>("experiment", "list")).items).toEqual([]);
  await ok("experiment", "restore", "vision/two");
  expect((await ok("experiment", "list")).stdout).toContain("vision/two");
});

test.concurrent("a log is followed line by line, none lost and none twice, until the run ends", async ({ expect }) => {
  const { machine, client, ok } = await place();
  const run = await client.runs.create({ experiment: "logs", name: "chatty" });
  let sequence = 0;
  let count = 0;
  const say = (n: number) =>
    client.runs.log(run.id, {
      writer: "test_writer",
      sequence: ++sequence,
      lines: Array.from({ length: n }, () => ({
        at: Date.now(),
        level: count % 2 ? ("info" as const) : ("error" as const),
        text: `line ${count++}`,
      })),
    });
  await say(20);
  const follower = start(machine, ["run", "logs", "chatty", "-f", "--tail", "5"]);
  let seen = "";
  follower.child.stdout?.on("data", (chunk) => (seen += chunk));
  for (let round = 0; round <= 8; round++) {
    if (round > 0) await say(50);
    await expect.poll(() => seen.trimEnd().split("\n").at(-1), { timeout: 20_000 }).toBe(`line ${count - 1}`);
  }
  await say(3);
  await client.runs.finish(run.id, { status: "failed", error: "boom" });
  const { code, stdout, stderr } = await follower.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "chatty failed: boom.\n" });
  expect(stdout.trimEnd().split("\n")).toEqual(Array.from({ length: 5 + 403 }, (_, i) => `line ${15 + i}`));

  expect((await ok("run", "logs", "chatty", "--grep", "line 4[0-9]$", "--level", "error")).stdout).toBe(
    [40, 42, 44, 46, 48].map((n) => `line ${n}\n`).join(""),
  );
  expect((await ok("run", "logs", "chatty", "--tail", "1", "--timestamps")).stdout).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z line 422\n$/);
  const lines = (await ok("run", "logs", "chatty", "--json")).stdout.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).number)).toEqual(Array.from({ length: 423 }, (_, i) => i + 1));

  const other = await client.runs.create({ experiment: "logs", name: "quiet" });
  await client.runs.log(other.id, { writer: "test_writer", sequence: 1, lines: [{ at: 1, text: "Line 41 of another" }] });
  expect((await ok("run", "grep", "line 41")).stdout).toBe(
    [
      `#${other.number}:1: Line 41 of another`,
      ...[...Array.from({ length: 10 }, (_, i) => 419 - i), 41].map((n) => `#${run.number}:${n + 1}: line ${n}`),
      "",
    ].join("\n"),
  );
  expect((await ok("run", "grep", "^line 4[12]$", "--regex", "--filter", "name = chatty")).stdout.split("\n")).toHaveLength(3);
  expect(await ok("run", "grep", "no such text")).toMatchObject({ stdout: "", stderr: "No line matches.\n" });
});

test.concurrent("Ctrl-C ends following at once", async ({ expect }) => {
  const { machine, client } = await place();
  const run = await client.runs.create({ experiment: "logs" });
  await client.runs.log(run.id, { writer: "test_writer", sequence: 1, lines: [{ at: 1, text: "here" }] });
  const { child, ended } = start(machine, ["run", "logs", run.id, "-f"]);
  await new Promise<void>((done) => child.stdout?.once("data", () => done()));
  child.kill("SIGINT");
  expect(await ended).toEqual({ code: 130, stdout: "here\n", stderr: "" });
});

test.concurrent("files go up and come down again, byte for byte", async ({ expect }) => {
  const { machine, client, ok, json } = await place();
  const run = await client.runs.create({ experiment: "files", name: "f" });
  mkdirSync(join(machine.cwd, "data/in"), { recursive: true });
  const big = Buffer.alloc(2_000_000, "x");
  writeFileSync(join(machine.cwd, "data/in/big.bin"), big);
  writeFileSync(join(machine.cwd, "data/note.md"), "# Hi");
  expect((await ok("run", "artifacts", "put", "f", "data", "--path", "all")).stdout).toBe("all/in/big.bin\nall/note.md\n");
  expect((await ok("run", "artifacts", "ls", "f", "all")).stdout).toMatch(/in\/.*\n.*note\.md/);
  const { items } = await json<{ items: { path: string; size: number }[] }>("run", "artifacts", "ls", "f", "-r");
  expect(items.map(({ path, size }) => [path, size])).toEqual([
    ["all/in/big.bin", 2_000_000],
    ["all/note.md", 4],
  ]);
  await ok("run", "artifacts", "get", run.id, "all", "-o", "back");
  expect(readFileSync(join(machine.cwd, "back/in/big.bin")).equals(big)).toBe(true);
  writeFileSync(join(machine.cwd, "back/in/big.bin.part"), big.subarray(0, 1_500_000));
  writeFileSync(join(machine.cwd, "back/in/big.bin"), "other");
  expect(await cairn(machine, ["run", "artifacts", "get", "f", "all/in/big.bin", "-o", "back/in/big.bin"])).toMatchObject({ code: 2 });
  const got = await json<{ items: { state: string }[] }>(
    "run",
    "artifacts",
    "get",
    "f",
    "all/in/big.bin",
    "-o",
    "back/in/big.bin",
    "--force",
  );
  expect(got.items.map(({ state }) => state)).toEqual(["downloaded"]);
  expect(readFileSync(join(machine.cwd, "back/in/big.bin")).equals(big)).toBe(true);
  expect(await start(machine, ["run", "artifacts", "get", "f", "all/note.md", "-o", "-"]).ended).toMatchObject({ code: 0, stdout: "# Hi" });
  expect((await cairn(machine, ["run", "artifacts", "get", "f", "none"])).code).toBe(3);
});

test.concurrent("a run that was logged offline is sent by sync; twice is harmless", async ({ expect }) => {
  const { machine, ok, json } = await place();
  const program = `
    import { Cairn } from ${JSON.stringify(new URL("../../src/index.ts", import.meta.url).href)};
    const run = await new Cairn().run({ experiment: "offline", name: "away", offline: true, console: false, system: false });
    for (let step = 0; step < 100; step++) run.log({ loss: 1 / (step + 1) }, { step });
    await run.finish();`;
  const file = machine.write("project/train.mjs", program);
  const { execFileSync } = await import("node:child_process");
  execFileSync(process.execPath, [file], { cwd: machine.cwd, env: machine.env });
  expect((await json<{ items: { name: string; state: string }[] }>("sync", "--list")).items).toEqual([
    expect.objectContaining({ name: "away", state: "waiting" }),
  ]);
  expect((await ok("sync")).stderr).toContain("away is on the server.");
  expect((await ok("sync")).stderr).toContain("Nothing waits to be sent.");
  expect(await json("run", "show", "away")).toMatchObject({ status: "finished", metrics: { loss: { count: 100 } } });
});

test.concurrent("saved views are listed", async ({ expect }) => {
  const { client, ok, json } = await place();
  await client.views.create({ name: "Best", scope: "shared", state: { filter: "metrics.loss < 1" } });
  expect((await ok("view", "list")).stdout).toMatch(/Best +runs +shared +metrics\.loss < 1/);
  expect((await json<{ items: { name: string }[] }>("view", "list")).items.map(({ name }) => name)).toEqual(["Best"]);
});
