import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { afterAll, expect, test, vi } from "vitest";
import { stack, startPrivateStack } from "../../workers/test/support/stack.ts";
import type { Cairn } from "../src/index.ts";
import { listJournals, type SyncResult, syncJournal } from "../src/run/journal/index.ts";
import { newcomer } from "./support/newcomer.ts";

const PROGRAM = fileURLToPath(new URL("./support/journal-program.ts", import.meta.url));
const THREAD = new URL("./support/thread.ts", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "cairn-journal-"));
process.env.CAIRN_JOURNAL_DIR = join(folder, "own");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Newcomer = Awaited<ReturnType<typeof newcomer>>;

/** Starts the program as its user would, with all that it knows in its environment. */
function startProgram(args: readonly string[], who: Newcomer & { origin: string }, more: Record<string, string> = {}) {
  const journal = more.CAIRN_JOURNAL_DIR ?? mkdtempSync(join(folder, "j-"));
  const settings = { CAIRN_URL: who.origin, CAIRN_API_KEY: who.key, CAIRN_ORG: who.organization, CAIRN_WORKSPACE: who.workspace };
  const env = { ...process.env, CAIRN_CONFIG_DIR: join(journal, "config"), ...settings, CAIRN_JOURNAL_DIR: journal, ...more };
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "pipe", "pipe"], env });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (said.out += chunk));
  child.stderr.on("data", (chunk) => (said.err += chunk));
  return { child, journal, said, ended: once(child, "close") as Promise<[number | null, string | null]> };
}

const idIn = (out: string) => /run (run_[0-9a-f-]+)/.exec(out)?.[1] ?? "";
const loggedIn = (out: string) => Number([...out.matchAll(/logged (\d+)/g)].at(-1)?.[1] ?? -1);

/** How many points a metric has whose values are its steps; fails unless it has every step from 0 on exactly once. */
async function pointsOf(cairn: Cairn, run: string, key: string): Promise<number> {
  const metric = (await cairn.runs.get(run)).metrics[key];
  const last = (metric?.count ?? 0) - 1;
  expect(metric).toMatchObject({ last_step: last, last, min: 0, max: last, mean: last / 2 });
  return last + 1;
}

test("a run made offline is sent once, however often and by however many", { timeout: 120_000 }, async () => {
  const { origin } = stack();
  const who = { ...(await newcomer(origin)), origin };
  const { cairn } = who;
  // No server is known to it, and none is asked.
  const program = startProgram(["whole", "25000"], { ...who, origin: "http://127.0.0.1:9" }, { CAIRN_MODE: "offline" });
  expect(await program.ended).toEqual([0, null]);
  expect(program.said.err).toBe("");
  const [journal] = listJournals(program.journal);
  expect(journal).toMatchObject({ state: "waiting", experiment: "journal", run: idIn(program.said.out) });
  const at = journal?.folder ?? "";
  const progress: number[] = [];
  const both = await Promise.all([
    syncJournal(at, cairn, { onProgress: ({ sentBytes, totalBytes }) => progress.push(sentBytes / totalBytes) }),
    syncJournal(at, cairn),
  ]);
  expect(both.map((one: SyncResult) => one.state).sort()).toEqual(["busy", "done"]);
  expect(progress.at(-1)).toBe(1);
  const check = async () => {
    const run = await cairn.runs.get(journal?.run ?? "");
    expect(run).toMatchObject({
      status: "finished",
      tags: { stage: "test" },
      summary: { best: 1 },
      notes: "# Notes",
      params: { how: "whole" },
    });
    expect(run.metrics).toMatchObject({ loss: { count: 25_000 }, half: { count: 25_000 } });
    expect(await pointsOf(cairn, run.id, "loss")).toBe(25_000);
    expect((await cairn.runs.lines(run.id)).items.map((line) => line.text)).toEqual([`run ${run.id}`]);
  };
  await check();
  expect(await syncJournal(at, cairn)).toMatchObject({ state: "done", records: 0 });
  // As if the first had been interrupted just before its end: all of it again.
  rmSync(join(at, "done.json"));
  expect((await syncJournal(at, cairn, { remove: true })).records).toBeGreaterThan(3);
  await check();
  expect(listJournals(program.journal)).toEqual([]);
});

test("files, images and texts of a run made offline are sent with it", { timeout: 60_000 }, async () => {
  const { origin } = stack();
  const who = { ...(await newcomer(origin)), origin };
  const program = startProgram(["media"], who, { CAIRN_MODE: "offline" });
  expect(await program.ended).toEqual([0, null]);
  const [journal] = listJournals(program.journal);
  for (let i = 0; i < 2; i++) {
    rmSync(join(journal?.folder ?? "", "done.json"), { force: true });
    expect(await syncJournal(journal?.folder ?? "", who.cairn)).toMatchObject({ state: "done" });
  }
  const run = journal?.run ?? "";
  const [text, ...others] = await who.cairn.artifacts.media(run).toArray();
  expect(others).toEqual([]);
  expect(await (await who.cairn.artifacts.mediaContent(run, text?.id ?? 0)).text()).toBe("Once upon a time");
  expect(await (await who.cairn.artifacts.content(run, "model/weights.bin")).text()).toBe("weights");
});

test("a program killed offline leaves all but its last moment, and the run is crashed", { timeout: 120_000 }, async () => {
  const { origin } = stack();
  const who = { ...(await newcomer(origin)), origin };
  const program = startProgram(["forever"], who, { CAIRN_MODE: "offline" });
  await vi.waitFor(() => expect(loggedIn(program.said.out)).toBeGreaterThan(20_000), { timeout: 30_000 });
  program.child.kill("SIGKILL");
  await program.ended;
  const [journal] = listJournals(program.journal);
  expect(journal?.state).toBe("waiting");
  const own = join(journal?.folder ?? "", readdirSync(journal?.folder ?? "").find((name) => name.startsWith("w_")) ?? "");
  // A piece of a record, as a power cut leaves it.
  appendFileSync(join(own, "000001.jsonl"), '{"kind":"batch","sequence":99999,"blobs":[],"bo');
  expect(await syncJournal(journal?.folder ?? "", who.cairn)).toMatchObject({ state: "done" });
  const points = await pointsOf(who.cairn, journal?.run ?? "", "loss");
  // A batch holds 10,000 points of two metrics: so many steps may have been open, and full ones are on disk at once.
  expect(points).toBeGreaterThan(loggedIn(program.said.out) - 5_000);
  expect(await who.cairn.runs.get(journal?.run ?? "")).toMatchObject({ status: "crashed" });
});

test("while the server is away points go to disk, and the next start sends what a killed program left", { timeout: 240_000 }, async () => {
  const server = await startPrivateStack();
  try {
    const who = { ...(await newcomer(server.origin)), origin: server.origin };
    const program = startProgram(["forever"], who);
    await vi.waitFor(() => expect(loggedIn(program.said.out)).toBeGreaterThan(0), { timeout: 30_000 });
    await server.kill();
    await vi.waitFor(() => expect(listJournals(program.journal).map((one) => one.state)).toEqual(["open"]), { timeout: 30_000 });
    const before = loggedIn(program.said.out);
    await vi.waitFor(() => expect(loggedIn(program.said.out)).toBeGreaterThan(before + 100_000), { timeout: 60_000 });
    program.child.kill("SIGKILL");
    await program.ended;
    const logged = loggedIn(program.said.out);
    await server.start();
    const next = startProgram(["whole", "10"], who, { CAIRN_JOURNAL_DIR: program.journal });
    expect(await next.ended).toEqual([0, null]);
    expect(listJournals(program.journal)).toEqual([]);
    const points = await pointsOf(who.cairn, idIn(program.said.out), "loss");
    expect(points).toBeGreaterThan(logged - 5_000);
    expect(await pointsOf(who.cairn, idIn(next.said.out), "loss")).toBe(10);
  } finally {
    await server.remove();
  }
});

test("files that a killed program was sending are sent by the next one, and told when they have changed", {
  timeout: 120_000,
}, async () => {
  const server = await startPrivateStack();
  try {
    const who = { ...(await newcomer(server.origin)), origin: server.origin };
    const files = ["model.bin", "changed.bin"].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, `bytes of ${file}`);
    const program = startProgram(["artifacts", files.join(",")], who);
    await vi.waitFor(() => expect(idIn(program.said.out)).not.toBe(""), { timeout: 30_000 });
    await server.kill();
    program.child.kill("SIGUSR2");
    const recorded = () =>
      readdirSync(program.journal, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith("000001.jsonl"))
        .map((name) => readFileSync(join(program.journal, name), "utf8"))
        .join("");
    await vi.waitFor(() => expect(recorded().match(/"kind":"artifacts".*\n/g)).toHaveLength(3), { timeout: 30_000 });
    program.child.kill("SIGKILL");
    await program.ended;
    writeFileSync(files[1] ?? "", "other bytes");
    await server.start();
    const next = startProgram(["whole", "10"], who, { CAIRN_JOURNAL_DIR: program.journal });
    expect(await next.ended).toEqual([0, null]);
    expect(next.said.err).toContain("changed.bin was not stored");
    expect(listJournals(program.journal)).toEqual([]);
    const run = idIn(program.said.out);
    const stored = await who.cairn.artifacts.list(run, { recursive: true }).toArray();
    expect(stored.map((file) => file.path).sort()).toEqual(["bytes.bin", "model.bin"]);
    expect(await (await who.cairn.artifacts.content(run, "model.bin")).text()).toBe(`bytes of ${files[0]}`);
    expect(await (await who.cairn.artifacts.content(run, "bytes.bin")).text()).toBe("in memory");
  } finally {
    await server.remove();
  }
});

test("a program that cannot wait leaves its end in the journal too", { timeout: 120_000 }, async () => {
  const server = await startPrivateStack();
  try {
    const who = { ...(await newcomer(server.origin)), origin: server.origin };
    const program = startProgram(["forever"], who);
    await vi.waitFor(() => expect(loggedIn(program.said.out)).toBeGreaterThan(0), { timeout: 30_000 });
    await server.kill();
    program.child.kill("SIGTERM");
    expect(await program.ended).toEqual([143, null]);
    const [journal] = listJournals(program.journal);
    expect(journal?.state).toBe("waiting");
    await server.start();
    expect(await syncJournal(journal?.folder ?? "", who.cairn, { remove: true })).toMatchObject({ state: "done" });
    const points = await pointsOf(who.cairn, idIn(program.said.out), "loss");
    expect(points).toBeGreaterThan(loggedIn(program.said.out));
    expect(await who.cairn.runs.get(idIn(program.said.out))).toMatchObject({ status: "cancelled" });
  } finally {
    await server.remove();
  }
});

/** A file system of 256 KiB, where this machine lets us make one. */
function tinyDisk(): string | null {
  const place = mkdtempSync(join(folder, "tiny-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", place], { stdio: "ignore" });
    return place;
  } catch {
    return null;
  }
}

/** What makes a program find no room on the disk after so many bytes of its journal. */
const fullAfter = (bytes: number) => ({
  NODE_OPTIONS: `--import ${new URL("./support/full-disk.ts", import.meta.url).href}`,
  DISK_BYTES: String(bytes),
});

/** Logs on a full disk offline, and answers where the journal lies. */
async function logOnFullDisk(who: Newcomer & { origin: string }, more: Record<string, string>): Promise<string> {
  const program = startProgram(["full"], who, { CAIRN_MODE: "offline", CAIRN_CONFIG_DIR: folder, ...more });
  expect(await program.ended).toEqual([0, null]);
  expect(program.said.out).toContain("finish: ");
  expect(program.said.out).toContain("went on");
  expect(program.said.err.match(/ENOSPC/g)).toHaveLength(1);
  return listJournals(program.journal)[0]?.folder ?? "";
}

async function sendAll(journal: string, { cairn }: Newcomer): Promise<void> {
  const { run } = await syncJournal(journal, cairn);
  expect(await pointsOf(cairn, run, "loss")).toBeGreaterThan(1_000);
}

test("a full disk is told once and stops no program; what it took can be sent", { timeout: 120_000 }, async () => {
  const { origin } = stack();
  const who = { ...(await newcomer(origin)), origin };
  await sendAll(await logOnFullDisk(who, fullAfter(200_000)), who);
});

test("a small file system that is full", { timeout: 120_000 }, async (context) => {
  const { origin } = stack();
  const who = { ...(await newcomer(origin)), origin };
  const disk = tinyDisk();
  if (!disk) return context.skip("this machine does not let us mount a small file system");
  try {
    mkdirSync(join(disk, "journal"));
    const journal = await logOnFullDisk(who, { CAIRN_JOURNAL_DIR: join(disk, "journal") });
    // Room for the lock and the mark.
    execFileSync("mount", ["-o", "remount,size=1m", disk]);
    await sendAll(journal, who);
  } finally {
    execFileSync("umount", [disk]);
  }
});

test("a disk that is full while the server is away costs nothing that fits into memory", { timeout: 120_000 }, async () => {
  const server = await startPrivateStack();
  try {
    const who = { ...(await newcomer(server.origin)), origin: server.origin };
    const program = startProgram(["full", "when told"], who, fullAfter(200_000));
    await vi.waitFor(() => expect(idIn(program.said.out)).not.toBe(""), { timeout: 30_000 });
    await server.kill();
    program.child.kill("SIGUSR2");
    await vi.waitFor(() => expect(program.said.err).toContain("ENOSPC"), { timeout: 30_000 });
    await server.start();
    expect(await program.ended).toEqual([0, null]);
    expect(program.said.out).not.toContain("finish: ");
    expect(program.said.err.match(/ENOSPC/g)).toHaveLength(1);
    expect(await pointsOf(who.cairn, idIn(program.said.out), "loss")).toBe(120_000);
  } finally {
    await server.remove();
  }
});

test("a hundred writers of many processes log into one run, which its own process ends", { timeout: 240_000 }, async () => {
  const { origin } = stack();
  const who = { ...(await newcomer(origin)), origin };
  const run = await who.cairn.run({ experiment: "writers", environment: false, system: false, console: false, handleExit: false });
  const children: { child: ChildProcess; ended: Promise<[number | null, string | null]>; said: { err: string } }[] = [];
  for (let i = 0; i < 10; i++) children.push(startProgram(["writers", "10"], who, run.env));
  for (const { ended, said } of children) expect({ ended: await ended, err: said.err }).toEqual({ ended: [0, null], err: "" });
  expect(await who.cairn.runs.get(run.id)).toMatchObject({ status: "running", params: { how: "writers" } });
  await run.finish();
  expect(await who.cairn.runs.get(run.id)).toMatchObject({ status: "finished", metrics: { loss: { count: 100 * 50, last_step: 49 } } });
  const said = (await who.cairn.runs.lines(run.id)).items.map((line) => line.text);
  expect(said.filter((text) => text === `run ${run.id}`)).toHaveLength(10);
});

test("child processes join a run that says so, until it ends", { timeout: 60_000 }, async () => {
  const { origin } = stack();
  const who = { ...(await newcomer(origin)), origin };
  const options = { environment: false, system: false, console: false, handleExit: false } as const;
  const run = await who.cairn.run({ experiment: "family", children: "join", ...options });
  expect(process.env.CAIRN_RUN_ID).toBe(run.id);
  // Another run of this process is one of its own.
  const other = await who.cairn.run({ experiment: "family", ...options });
  expect(other.id).not.toBe(run.id);
  await other.finish();
  const child = startProgram(["whole", "100"], who);
  expect(await child.ended).toEqual([0, null]);
  expect(idIn(child.said.out)).toBe(run.id);
  await run.finish();
  expect(process.env.CAIRN_RUN_ID).toBeUndefined();
  expect(await pointsOf(who.cairn, run.id, "loss")).toBe(100);
});

test("a program that ends at once sends its lines, texts and end all the same", { timeout: 60_000 }, async () => {
  const { origin } = stack();
  const who = { ...(await newcomer(origin)), origin };
  const program = startProgram(["exit"], who);
  expect(await program.ended).toEqual([3, null]);
  const run = idIn(program.said.out);
  expect(await who.cairn.runs.get(run)).toMatchObject({ status: "failed", metrics: { loss: { count: 1 } } });
  expect((await who.cairn.artifacts.media(run).toArray()).map((one) => one.key)).toEqual(["sample"]);
  expect((await who.cairn.runs.lines(run)).items.map((line) => line.text)).toEqual([`run ${run}`, "no line break"]);
  expect(listJournals(program.journal)).toEqual([]);
});

test("a run is taken up again by its id: queued, running, or ended", { timeout: 60_000 }, async () => {
  const { cairn } = await newcomer(stack().origin);
  const options = { environment: false, system: false, console: false, handleExit: false } as const;
  const { id } = await cairn.runs.create({ experiment: "resumed", status: "queued", environment: { host: "gpu-1" } });
  const first = await cairn.run({ resume: id, params: { from: "queue" }, ...options });
  first.log({ loss: 0 });
  await first.flush();
  const second = await cairn.run({ resume: id, ...options });
  second.log({ loss: 1 });
  await second.finish({ status: "failed", error: "broke" });
  const third = await cairn.run({ id, resume: true, ...options });
  third.log({ loss: 2 });
  await third.finish();
  expect(await pointsOf(cairn, id, "loss")).toBe(3);
  expect(await cairn.runs.get(id)).toMatchObject({ status: "finished", attempt: 2, error: null, params: { from: "queue" } });
  // Whoever took it up recorded no environment, so the one that was there stays.
  expect((await cairn.runs.get(id)).environment).toMatchObject({ host: "gpu-1" });
  await expect(cairn.run({ resume: "run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", ...options })).rejects.toMatchObject({ code: "not_found" });
});

test("a worker thread logs into the run by its handle", { timeout: 60_000 }, async () => {
  const { origin } = stack();
  const who = await newcomer(origin);
  const run = await who.cairn.run({ experiment: "threads", environment: false, system: false, handleExit: false });
  const worker = new Worker(THREAD, { workerData: { handle: run.handle, url: origin, token: who.key } });
  expect(await once(worker, "exit")).toEqual([0]);
  run.log({ loss: 1 });
  await run.finish();
  expect(await pointsOf(who.cairn, run.id, "thread/loss")).toBe(100);
  expect(await who.cairn.runs.get(run.id)).toMatchObject({ status: "finished" });
  const said = (await who.cairn.runs.lines(run.id)).items.map((line) => line.text);
  expect(said.filter((text) => text === "said in the thread")).toHaveLength(1);
});

test("what is left on disk is little: a journal whose server is back is gone", { timeout: 120_000 }, async () => {
  const { origin } = stack();
  const who = { ...(await newcomer(origin)), origin };
  const program = startProgram(["whole", "3000"], who);
  expect(await program.ended).toEqual([0, null]);
  expect(statSync(program.journal, { throwIfNoEntry: false }) ? readdirSync(program.journal) : []).toEqual([]);
});
