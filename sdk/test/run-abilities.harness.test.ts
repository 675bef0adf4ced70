import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { stack } from "../../workers/test/support/stack.ts";
import { newcomer } from "./support/newcomer.ts";

const folder = mkdtempSync(join(tmpdir(), "cairn-run-"));
process.env.CAIRN_JOURNAL_DIR = join(folder, "journal");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const quiet = { handleExit: false, environment: false, system: false, console: false } as const;

test("params, tags, summary and notes of every shape are read back", async () => {
  const { cairn } = await newcomer(stack().origin);
  const parent = await cairn.run({ experiment: "sweep", ...quiet });
  const run = await cairn.run({
    experiment: "sweep",
    group: "lr",
    parent,
    notes: "# First",
    params: { model: { depth: 3, width: [16, 8] } },
    ...quiet,
  });
  run.params({ when: new Date(0), big: 2n ** 60n, data: { none: null, empty: {}, list: [Number.NaN, { a: 1 }] }, skip: undefined });
  run.summary({ test: { accuracy: 0.98 }, verdict: "keep" });
  run.tag({ team: "vision" });
  await run.notes("# Second");
  await run.finish();
  const detail = await cairn.runs.get(run.id);
  expect(detail).toMatchObject({ status: "finished", group: "lr", parent_id: parent.id, notes: "# Second", tags: { team: "vision" } });
  expect(detail.params).toEqual({
    "model.depth": 3,
    "model.width": "[16,8]",
    when: "1970-01-01T00:00:00.000Z",
    big: "1152921504606846976",
    "data.none": null,
    "data.empty": "{}",
    "data.list": '["NaN",{"a":1}]',
  });
  expect(detail.summary).toEqual({ "test.accuracy": 0.98, verdict: "keep" });
  await parent.finish();
  expect(await cairn.runs.get(parent.id)).toMatchObject({ child_count: 1 });
});

test("what a program prints is in the run's log, with its step, and printed as before", async () => {
  const { cairn } = await newcomer(stack().origin);
  const printed: unknown[] = [];
  const before = process.stdout.write;
  process.stdout.write = ((chunk: unknown) => printed.push(chunk) > 0) as typeof process.stdout.write;
  try {
    const run = await cairn.run({ experiment: "console", ...quiet, console: true });
    process.stdout.write("before any step\n");
    run.log({ loss: 1 }, { step: 5 });
    process.stdout.write("\u001b[31mred\u001b[0m and");
    process.stdout.write(Buffer.from(" more\n 10%\r 50%\r100%\r\nWarning: hot\n"));
    process.stdout.write("no end");
    await run.finish();
    process.stdout.write("after the end\n");
    const { items } = await cairn.runs.lines(run.id);
    expect(items.map(({ number, text, level, step, stream }) => [number, stream, level, step, text])).toEqual([
      [1, "stdout", "info", null, "before any step"],
      [2, "stdout", "info", 5, "\u001b[31mred\u001b[0m and more"],
      [3, "stdout", "info", 5, "100%"],
      [4, "stdout", "warning", 5, "Warning: hot"],
      [5, "stdout", "info", 5, "no end"],
    ]);
    expect(Buffer.concat(printed.map((chunk) => Buffer.from(chunk as string))).toString()).toContain(
      "red\u001b[0m and more\n 10%\r 50%\r100%\r\n",
    );
  } finally {
    process.stdout.write = before;
  }
});

test("the machine is measured, in steps of seconds that do not disturb the run's own", async () => {
  const { cairn } = await newcomer(stack().origin);
  const run = await cairn.run({ experiment: "system", ...quiet, system: { intervalS: 0.2 } });
  run.log({ loss: 1 });
  await vi.waitFor(async () => expect(Object.keys((await cairn.runs.get(run.id)).metrics)).toContain("system/cpu_percent"), {
    timeout: 10_000,
  });
  run.log({ loss: 0.5 });
  await run.finish();
  const { metrics, summary } = await cairn.runs.get(run.id);
  expect(metrics.loss).toMatchObject({ last_step: 1 });
  expect(Object.keys(metrics)).toEqual(
    expect.arrayContaining(["system/memory_bytes", "system/process_memory_bytes", "system/process_cpu_percent"]),
  );
  expect(metrics["system/process_memory_bytes"]?.last).toBeGreaterThan(10_000_000);
  expect(metrics["system/process_memory_bytes"]?.last_step).toBeLessThan(60);
  expect(summary["system/peak_process_memory_bytes"]).toBeGreaterThan(10_000_000);
  const again = await cairn.run({ id: run.id, resume: true, experiment: "system", ...quiet });
  again.log({ loss: 0.25 });
  await again.finish();
  expect(await cairn.runs.get(run.id)).toMatchObject({ attempt: 2, status: "finished", metrics: { loss: { last_step: 2, last: 0.25 } } });
});

test("the state of the repository is recorded, its diff within its bound", async () => {
  const { cairn } = await newcomer(stack().origin);
  const repository = join(folder, "repository");
  mkdirSync(repository);
  const git = (...args: string[]) => execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.c", ...args], { cwd: repository });
  git("init", "-q", "-b", "trunk");
  writeFileSync(join(repository, "train.py"), "print(1)\n");
  git("add", ".");
  git("commit", "-qm", "first");
  git("remote", "add", "origin", "https://ada:secret@example.org/a.git");
  const before = process.cwd();
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  process.chdir(repository);
  const start = (diff?: "limited" | "any size" | "require") =>
    cairn.run({ experiment: "git", handleExit: false, system: false, console: false, diff });
  try {
    const clean = await (await start()).finish();
    expect(clean.environment.git).toEqual({
      commit: expect.any(String),
      branch: "trunk",
      remote: "https://example.org/a.git",
      dirty: false,
    });
    writeFileSync(join(repository, "train.py"), "print(2)\n");
    writeFileSync(join(repository, "untracked.txt"), "not tracked");
    const dirty = await (await start("require")).finish();
    expect(dirty.environment.git?.diff).toContain("-print(1)\n+print(2)\n");
    expect(dirty.environment.git?.diff).not.toContain("not tracked");
    expect(dirty).toMatchObject({ has_diff: true });
    writeFileSync(join(repository, "train.py"), "x".repeat(60_000));
    const large = await (await start()).finish();
    expect(large.environment.git).toMatchObject({ dirty: true, diff_left_out: expect.stringContaining("50,000") });
    expect(said).toHaveBeenCalledTimes(1);
    await expect(start("require")).rejects.toMatchObject({ name: "ValidationError", errors: [{ path: "diff" }] });
    const whole = await (await start("any size")).finish();
    expect(whole.environment.git?.diff?.length).toBeGreaterThan(60_000);
  } finally {
    process.chdir(before);
    said.mockRestore();
  }
});
