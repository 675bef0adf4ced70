import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../stack/paths.ts";
import type { Stack } from "../stack/stack.ts";

const train = join(root, "examples/penguins/train.ts");
const pipeline = join(root, "examples/pipeline/main.ts");
const learningRates = [0.2, 0.05, 0.01];

/** Where the examples may write, as the api Worker's local route answers. */
interface Demo {
  readonly org: string;
  readonly workspace: string;
  readonly key: string;
}

/** Filling of the demo workspace, which goes on while people already use the app. */
export interface DemoFill {
  readonly done: Promise<void>;
  stop(): void;
}

/**
 * Makes the demo workspace with a service account and its key, then fills it through the public SDK, at low priority: one run of
 * examples/penguins per learning rate, and one build of examples/pipeline. A failure is reported and leaves the app as it is.
 */
export function fillDemo(stack: Stack, log: (line: string) => void): DemoFill {
  let child: ChildProcess | undefined;
  let stopped = false;
  const fill = async (): Promise<void> => {
    for (const example of [train, pipeline]) if (!existsSync(example)) throw new Error(`${example} is missing`);
    const response = await fetch(`${stack.origin}/api/local/demo`, { method: "POST", headers: { "x-cairn-local": stack.localToken } });
    if (!response.ok) throw new Error(`POST /api/local/demo answered ${response.status}: ${await response.text()}`);
    const demo = (await response.json()) as Demo;
    log(
      `Filling the demo workspace ${demo.org}/${demo.workspace} with ${learningRates.length} runs of examples/penguins and a build of examples/pipeline`,
    );
    for (const rate of learningRates) await run(demo, train, "--learning-rate", String(rate));
    await run(demo, pipeline);
    if (!stopped) log("The demo workspace is filled");
  };
  const run = (demo: Demo, example: string, ...args: string[]): Promise<void> =>
    new Promise((done, failed) => {
      if (stopped) return done();
      const running = spawn(process.execPath, [example, ...args], {
        cwd: root,
        env: {
          ...process.env,
          CAIRN_URL: stack.origin,
          CAIRN_API_KEY: demo.key,
          CAIRN_ORG: demo.org,
          CAIRN_WORKSPACE: demo.workspace,
          CAIRN_TASKS_TRACK: "1",
          CAIRN_TASKS_ROOT: join(stack.stateDir, "demo/tasks"),
          CAIRN_TASKS_STATE: join(stack.stateDir, "demo/state"),
          NO_COLOR: "1",
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      child = running;
      if (running.pid !== undefined) {
        try {
          setPriority(running.pid, constants.priority.PRIORITY_LOW);
        } catch {
          // Not allowed on this machine: it then trains at normal priority.
        }
      }
      for (const stream of [running.stdout, running.stderr]) createInterface({ input: stream }).on("line", (line) => log(`[demo] ${line}`));
      running.on("error", failed);
      running.on("close", (code) => {
        if (code === 0 || stopped) done();
        else failed(new Error(`${example} ended with ${code}`));
      });
    });
  return {
    done: fill().catch((error: unknown) => {
      if (!stopped) log(`The demo workspace could not be filled: ${error instanceof Error ? error.message : String(error)}`);
    }),
    stop() {
      stopped = true;
      child?.kill("SIGKILL");
    },
  };
}
