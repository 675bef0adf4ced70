// Tasks on BullMQ with Debian's Redis: two worker processes compute a graph, one is killed at its work, and a wrong password is refused.
import { strictEqual as equal, ok } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { bullmq, startWorker } from "../../sdk/src/tasks/bullmq/index.ts";
import { build, configureTasks } from "../../sdk/src/tasks/index.ts";
import { broken, deadly, needsBroken, number, sum } from "../../sdk/test/tasks/pipeline.ts";
import { freePort } from "../stack/ports.ts";

const PASSWORD = "interop";
const quiet = { handleSignals: false, failMode: "continue" } as const;

/** Starts a program and waits until it has said a word. */
async function startProgram(program: string, args: readonly string[], word: string): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(word)) resolve();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}: ${said}`)));
  });
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

/** Runs everything; answers what was seen. */
export async function checkBullmq(folder: string): Promise<string> {
  const port = await freePort();
  const url = `redis://:${PASSWORD}@127.0.0.1:${port}`;
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--requirepass", PASSWORD, "--save", "", "--dir", folder];
  const redis = await startProgram("redis-server", settings, "Ready to accept connections");
  const program = join(import.meta.dirname, "bullmq-worker.ts");
  const workers: ChildProcess[] = [];
  try {
    for (let i = 0; i < 2; i++) workers.push(await startProgram(process.execPath, [program, url], "ready"));
    configureTasks({ root: join(folder, "bullmq", "tasks") });
    const runner = bullmq({ url });
    const total = sum({ parts: [1, 2, 3].map((i) => number({ i })), extra: 1_000 });
    const summary = await build([total, needsBroken({ what: broken({ name: "a" }) })], { runner, ...quiet });
    equal(summary.succeeded, 5);
    equal(summary.failed, 1);
    equal(summary.skipped, 1);
    equal((await total.load()).total, 1_006);
    equal((await build(total, { runner, ...quiet })).reused, 1);

    // Its worker dies with it; BullMQ gives it to the other, which takes the lease of the dead.
    const victim = deadly({ mark: join(folder, "bullmq-mark") });
    equal((await build(victim, { runner, ...quiet })).status, "success");
    equal((await victim.status()).attempts.map(({ status }) => status).join(), "crashed,success");

    const refusal = await startWorker({ url: url.replace(PASSWORD, "wrong") }).then(
      () => "",
      (error: Error) => error.message,
    );
    ok(refusal.includes("WRONGPASS"), refusal);
    return "the same results as elsewhere, a killed worker's task computed by another, a wrong password refused";
  } finally {
    for (const worker of workers) await end(worker);
    await end(redis);
  }
}
