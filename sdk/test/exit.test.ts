import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { TestApi } from "./support/api.ts";
import { RunStore } from "./support/run-store.ts";

const PROGRAM = fileURLToPath(new URL("./support/exit-program.ts", import.meta.url));
const JOURNALS = mkdtempSync(join(tmpdir(), "cairn-exit-"));
afterAll(() => rmSync(JOURNALS, { recursive: true, force: true }));
const ALL = Array.from({ length: 12_345 }, (_, step) => step);

interface Ended {
  code: number | null;
  signal: string | null;
  out: string;
  err: string;
}

/** Runs the program; `onReady` is called when it says that it waits. */
async function runProgram(url: string, how: string, onReady?: (child: ChildProcess) => void): Promise<Ended> {
  const env = { ...process.env, CAIRN_DIFF: "none", CAIRN_JOURNAL_DIR: JOURNALS };
  const child = spawn(process.execPath, [PROGRAM, url, how], { stdio: ["ignore", "pipe", "pipe"], env });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
    if (String(chunk).includes("ready")) onReady?.(child);
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return { code, signal, out, err };
}

test.concurrent.for([
  { ending: "nothing more to do", how: "nothing", code: 0, status: "finished" },
  { ending: "exit-code", how: "exit-code", code: 3, status: "failed" },
  { ending: "process-exit", how: "process-exit", code: 0, status: "finished" },
  { ending: "process-exit-7", how: "process-exit-7", code: 7, status: "failed" },
  { ending: "throw", how: "throw", code: 1, status: "failed", error: "Error: the training broke\n    at" },
  { ending: "two-rejections", how: "two-rejections", code: 1, status: "failed", error: "Error: the training broke\n    at" },
  { ending: "finish-process-exit", how: "finish-process-exit", code: 0, status: "failed", runError: "Error: the training broke\n    at" },
  { ending: "rejection", how: "rejection", code: 1, status: "failed", error: "Error: the training broke\n    at" },
  { ending: "SIGTERM", how: "wait", kill: "SIGTERM", code: 143, status: "cancelled" },
  { ending: "SIGINT", how: "wait", kill: "SIGINT", code: 130, status: "cancelled" },
  { ending: "SIGTERM with a handler of its own", how: "own-handler", kill: "SIGTERM", code: 9, status: "finished" },
  { ending: "finished", how: "finished", code: 0, status: "finished", out: "listeners: 0" },
] as const)(
  "a program that ends by $ending leaves a run that is $status with every point",
  { timeout: 30_000 },
  async (ending, { expect }) => {
    const store = new RunStore();
    await using api = await new TestApi(store.handle).start();
    const kill = "kill" in ending ? ending.kill : undefined;
    const { code, err, out } = await runProgram(api.url, ending.how, (child) => kill && child.kill(kill));
    expect(err).toContain("error" in ending ? "the training broke" : "");
    expect({ code, status: store.run.status }).toEqual({ code: ending.code, status: ending.status });
    expect(store.run.points.map((point) => point.step)).toEqual(ALL);
    expect(store.run.error ?? "").toContain("error" in ending ? ending.error : "runError" in ending ? ending.runError : "");
    if ("out" in ending) expect(out).toContain(ending.out);
    if (!("error" in ending)) expect(err).toBe("");
  },
);

/** Listens in a server's place and cuts each connection, until `tries` of them were made. */
async function cutConnections(port: number, tries: number): Promise<void> {
  const listener = createServer((socket) => {
    socket.destroy();
    if (--tries === 0) listener.close();
  });
  listener.listen(port, "127.0.0.1");
  await once(listener, "close");
}

test.for([
  { how: "nothing", out: "" },
  { how: "flush", out: "flushed\n" },
])("a program that has nothing to do but wait ($how) waits for a server that restarts", { timeout: 30_000 }, async ({ how, out: said }) => {
  const store = new RunStore();
  let isAway = false;
  const api = await new TestApi((seen, answer, request) => {
    if (!seen.path.endsWith("/log") || isAway) return store.handle(seen, answer);
    isAway = true;
    request.socket.destroy();
    void api
      .stop()
      .then(() => cutConnections(Number(new URL(api.url).port), 3))
      .then(() => api.start());
  }).start();
  const { code, err, out } = await runProgram(api.url, how);
  await api.stop();
  expect({ code, err, out, status: store.run.status }).toEqual({ code: 0, err: "", out: said, status: "finished" });
  expect(store.run.points.map((point) => point.step)).toEqual(ALL);
});

test("told to stop while the server is away, a program ends all the same", { timeout: 30_000 }, async () => {
  const store = new RunStore();
  await using api = await new TestApi(store.handle).start();
  const started = performance.now();
  const { code } = await runProgram(api.url, "wait", (child) => void api.stop().then(() => child.kill("SIGTERM")));
  expect(code).toBe(143);
  expect(performance.now() - started).toBeLessThan(12_000);
});
