// Tasks on BullMQ with Debian's Redis: two worker processes compute a graph and the pipeline of examples, one is killed at its work, and a
// wrong password is refused.
import { deepStrictEqual as deepEqual, strictEqual as equal, ok } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bullmq, startWorker } from "../../sdk/src/tasks/bullmq/index.ts";
import { build, configureTasks, type TaskEvent } from "../../sdk/src/tasks/index.ts";
import { broken, deadly, needsBroken, number, sum } from "../../sdk/test/tasks/pipeline.ts";
import { command } from "../build/command.ts";
import { root } from "../stack/paths.ts";
import { freePort } from "../stack/ports.ts";

const PASSWORD = "interop";
/** Programs whose tasks take the SDK by its name get the sources too. */
const SOURCES = ["--import", join(root, "sdk/test/sources.mjs")];
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

/** Every output by its path, but for the markers, which say when it was made. */
const outputsIn = (place: string): { [path: string]: string } =>
  Object.fromEntries(
    globSync("**/*.{md,json,gz,npy,parquet}", { cwd: place })
      .filter((path) => !path.endsWith("done.json"))
      .sort()
      .map((path) => [path, readFileSync(join(place, path)).toString("base64")]),
  );

/** Runs everything; answers what was seen. */
export async function checkBullmq(folder: string): Promise<string> {
  const port = await freePort();
  const url = `redis://:${PASSWORD}@127.0.0.1:${port}`;
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--requirepass", PASSWORD, "--save", "", "--dir", folder];
  const redis = await startProgram("redis-server", settings, "Ready to accept connections");
  const program = join(import.meta.dirname, "bullmq-worker.ts");
  const workers: ChildProcess[] = [];
  try {
    for (let i = 0; i < 2; i++) workers.push(await startProgram(process.execPath, [...SOURCES, program, url], "ready"));
    configureTasks({ root: join(folder, "bullmq", "tasks") });
    const runner = bullmq({ url });
    const total = sum({ parts: [1, 2, 3].map((i) => number({ i })), extra: 1_000 });
    const told: string[] = [];
    const onEvent = ({ task, type }: TaskEvent) => void told.push(`${task} ${type}`);
    const summary = await build([total, needsBroken({ what: broken({ name: "a" }) })], { runner, onEvent, ...quiet });
    for (const { id } of [total, number({ i: 1 }), number({ i: 1_000 })]) {
      ok(told.includes(`${id} started`), `${id} was not heard to start`);
      equal(told.filter((line) => line === `${id} succeeded`).length, 1);
    }
    ok(told.includes(`${broken({ name: "a" }).id} failed`));
    equal(summary.succeeded, 5);
    equal(summary.failed, 1);
    equal(summary.skipped, 1);
    equal((await total.load()).total, 1_006);
    equal((await build(total, { runner, ...quiet })).reused, 1);

    const pipeline = join(root, "examples/pipeline/main.ts");
    const outputs = await Promise.all(
      ["in-process", "bullmq"].map(async (name) => {
        const place = join(folder, "pipeline", name, "tasks");
        const said = await command(process.execPath, [...SOURCES, pipeline, "--runner", name, "--root", place], {
          env: { REDIS_URL: url },
        });
        ok(said.includes("success: 82 computed, 0 reused."), said);
        return outputsIn(place);
      }),
    );
    equal(Object.keys(outputs[0] ?? {}).length, 82);
    deepEqual(outputs[1], outputs[0]);

    // Its worker dies with it; BullMQ gives it to the other, which takes the lease of the dead.
    const victim = deadly({ mark: join(folder, "bullmq-mark") });
    equal((await build(victim, { runner, ...quiet })).status, "success");
    equal((await victim.status()).attempts.map(({ status }) => status).join(), "crashed,success");

    const refusal = await startWorker({ url: url.replace(PASSWORD, "wrong") }).then(
      () => "",
      (error: Error) => error.message,
    );
    ok(refusal.includes("WRONGPASS"), refusal);
    return "the same results and events as elsewhere, the pipeline of examples byte by byte, a killed worker's task computed by another, a wrong password refused";
  } finally {
    for (const worker of workers) await end(worker);
    await end(redis);
  }
}
