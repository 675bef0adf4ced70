import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { SETTINGS } from "./settings.ts";

/** What of this machine decides where files are and what they hold; tests pass their own. */
export interface Machine {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  home: string;
  platform: NodeJS.Platform;
}

/** The machine this program runs on. */
export const thisMachine = (): Machine => ({ env: process.env, cwd: process.cwd(), home: homedir(), platform: process.platform });

/** Name of the file that a project keeps beside its code. */
export const PROJECT_FILE = "cairn.json";

function folder(machine: Machine, xdg: string, windows: string, mac: string, plain: string): string {
  const { env, home, platform } = machine;
  // The XDG rules ignore a relative path (XDG Base Directory Specification 0.8).
  const named = env[xdg];
  if (named && resolve(named) === named) return join(named, "cairn");
  if (platform === "win32") return join(env[windows] || join(home, "AppData", windows === "APPDATA" ? "Roaming" : "Local"), "cairn");
  return join(home, platform === "darwin" ? mac : plain, "cairn");
}

/** The folder that the person names. It is needed before any file is read, so the environment alone can name it. */
const namedFolder = (machine: Machine) => machine.env[SETTINGS.config_dir.env];

/** Folder of settings and credentials. */
export const configFolder = (machine: Machine) =>
  namedFolder(machine)
    ? resolve(machine.cwd, namedFolder(machine) ?? "")
    : folder(machine, "XDG_CONFIG_HOME", "APPDATA", "Library/Application Support", ".config");

/** Folder of what can be fetched again. */
export const cacheFolder = (machine: Machine) =>
  namedFolder(machine)
    ? join(configFolder(machine), "cache")
    : folder(machine, "XDG_CACHE_HOME", "LOCALAPPDATA", "Library/Caches", ".cache");

/** Folder of what is to outlast a restart but belongs to this machine alone. */
export const stateFolder = (machine: Machine) =>
  namedFolder(machine)
    ? join(configFolder(machine), "state")
    : folder(machine, "XDG_STATE_HOME", "LOCALAPPDATA", "Library/Application Support", ".local/state");

export const userFile = (machine: Machine) => join(configFolder(machine), "config.json");
export const credentialsFile = (machine: Machine) => join(configFolder(machine), "credentials.json");

/** The nearest project file, from the working folder up to the root of the repository or the home folder; null when there is none. */
export function findProjectFile(machine: Machine): string | null {
  for (let at = resolve(machine.cwd); ; at = dirname(at)) {
    const file = join(at, PROJECT_FILE);
    if (existsSync(file)) return file;
    if (at === machine.home || at === dirname(at) || existsSync(join(at, ".git"))) return null;
  }
}
