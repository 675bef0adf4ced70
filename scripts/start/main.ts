import { rmSync } from "node:fs";
import { join } from "node:path";
import { buildAll } from "../build/build.ts";
import { CommandError } from "../build/command.ts";
import { claimState, StateInUseError } from "../stack/holder.ts";
import { logLine } from "../stack/log-lines.ts";
import { PortInUseError } from "../stack/ports.ts";
import { type Stack, startStack, stateEntries } from "../stack/stack.ts";
import { type DemoFill, fillDemo } from "./demo.ts";
import { readStartSettings, UsageError } from "./settings.ts";

let stack: Stack | undefined;
let demo: DemoFill | undefined;
let stopping = false;

/** Ends everything; a signal during the start ends it at the next step. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  // Should anything hang, the exit hooks still end workerd.
  setTimeout(() => process.exit(1), 4000).unref();
  demo?.stop();
  await stack?.close();
  console.log("Stopped");
  process.exit(0);
}

async function main(): Promise<void> {
  const settings = readStartSettings(process.argv.slice(2), process.env);
  if (settings.reset) {
    await claimState(settings.stateDir, `http://localhost:${settings.port}`);
    for (const name of stateEntries) rmSync(join(settings.stateDir, name), { recursive: true, force: true });
  }
  if (settings.build) await buildAll();
  if (stopping) return;
  stack = await startStack({ ...settings, onLog: (log) => console.log(logLine(log)) });
  if (stopping) {
    await stack.close();
    return;
  }
  console.log(`Ready on ${stack.origin}`);
  if (settings.demo && stack.isNew) demo = fillDemo(stack, console.log);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());

try {
  await main();
} catch (error) {
  if (error instanceof UsageError || error instanceof StateInUseError || error instanceof PortInUseError) console.error(error.message);
  else if (error instanceof CommandError) console.error(`${error.output}\n${error.message}`);
  else console.error(error);
  process.exit(1);
}
