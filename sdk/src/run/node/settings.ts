import { homedir } from "node:os";
import { join } from "node:path";
import { loadBeside } from "../../runtime.ts";
import type { RunHandle } from "../options.ts";

type Root = typeof import("../journal/root.ts");
type RunSettings = ReturnType<Root["runSettings"]>;

/** What this process has set in its environment for its children, which is not meant for itself. */
let shared: string | null = null;

let model: Root | null | undefined;

/** What the settings of the machine say of runs. Throws ConfigError. */
export function runSettings(): Omit<RunSettings, "runId"> & { runId: string | undefined } {
  const { runId, ...settings } = (settingsModel()?.runSettings ?? fromEnvironment)();
  return { ...settings, runId: runId === shared ? undefined : runId };
}

/** The configuration model; null where the packages that it needs are not installed: then the environment has to do. */
function settingsModel(): Root | null {
  if (model === undefined) {
    try {
      model = loadBeside<Root>(process, "./run/journal/root");
    } catch {
      model = null;
    }
  }
  return model;
}

function fromEnvironment(): RunSettings {
  const { CAIRN_MODE, CAIRN_RUN_ID, CAIRN_JOURNAL_DIR } = process.env;
  return {
    mode: CAIRN_MODE === "offline" ? "offline" : "online",
    diff: undefined,
    runId: CAIRN_RUN_ID,
    journalRoot: CAIRN_JOURNAL_DIR ?? join(homedir(), ".local/state/cairn/journal"),
  };
}

/** Environment variables with which a child process logs into a run. */
export function environmentFor({ run, url, organization, workspace, journal }: RunHandle): Record<string, string> {
  const all = {
    CAIRN_RUN_ID: run,
    CAIRN_URL: url,
    CAIRN_ORG: organization,
    CAIRN_WORKSPACE: workspace,
    CAIRN_JOURNAL_DIR: journal,
    CAIRN_MODE: journal ? "offline" : null,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null));
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
