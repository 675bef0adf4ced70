import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

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

/** Folder of settings and credentials. `CAIRN_CONFIG_DIR` names another. */
export const configFolder = (machine: Machine) =>
  machine.env.CAIRN_CONFIG_DIR
    ? resolve(machine.cwd, machine.env.CAIRN_CONFIG_DIR)
    : folder(machine, "XDG_CONFIG_HOME", "APPDATA", "Library/Application Support", ".config");

/** Folder of what can be fetched again. */
export const cacheFolder = (machine: Machine) =>
  machine.env.CAIRN_CONFIG_DIR
    ? join(configFolder(machine), "cache")
    : folder(machine, "XDG_CACHE_HOME", "LOCALAPPDATA", "Library/Caches", ".cache");

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
