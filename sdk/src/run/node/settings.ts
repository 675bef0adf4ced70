import { thisMachine } from "../../config/paths.ts";
import { resolveSettings } from "../../config/resolve.ts";
import { journalRoot } from "../journal/list.ts";

/** What this process has set in its environment for its children, which is not meant for itself. */
let shared: string | null = null;

/** What the settings of the machine say of runs. */
export function runSettings() {
  const { settings } = resolveSettings(thisMachine(), {});
  const runId = settings.run_id?.value;
  return {
    mode: settings.mode?.value ?? "online",
    diff: settings.diff?.value,
    runId: runId === shared ? undefined : runId,
    journalRoot: journalRoot(),
  };
}

/** Sets the environment that child processes get until the run ends. */
export function shareWithChildren(env: Readonly<Record<string, string>>): { stop(): undefined } {
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  shared = env.CAIRN_RUN_ID ?? null;
  return {
    stop() {
      shared = null;
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    },
  };
}
