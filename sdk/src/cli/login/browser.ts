import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Machine } from "../../config/paths.ts";

/** A program that fails to open a page says so at once; one that still runs after this long has it. */
const FAILS_WITHIN_MS = 1_500;

function isOnPath(machine: Machine, program: string): boolean {
  return (machine.env.PATH ?? "").split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, program)));
}

/** The command that opens a page, or null where there is none. */
function opener(machine: Machine, chosen: string | undefined): string[] | null {
  if (chosen) return chosen.split(/\s+/);
  if (machine.platform === "darwin") return ["open"];
  // `start` is a word of cmd.exe, which would read & in the address as the end of the command.
  if (machine.platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return ["wslview", "xdg-open"].filter((program) => isOnPath(machine, program)).map((program) => [program])[0] ?? null;
}

/** Whether a page opened here would be seen by the person: not over SSH, in a build server or in a container without a display. */
export function hasBrowser(machine: Machine, chosen: string | undefined): boolean {
  const { env, platform } = machine;
  if (chosen) return true;
  if (env.SSH_CONNECTION || env.SSH_TTY || env.CI || env.CODESPACES) return false;
  if (platform === "linux" && !env.WSL_DISTRO_NAME) {
    if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return false;
    if (existsSync("/.dockerenv") || existsSync("/run/.containerenv")) return false;
  }
  return opener(machine, chosen) !== null;
}

/** Opens a page in the person's browser; false when that failed. */
export function openPage(machine: Machine, chosen: string | undefined, url: string): Promise<boolean> {
  const [program, ...args] = opener(machine, chosen) ?? [];
  if (!program) return Promise.resolve(false);
  return new Promise((done) => {
    const child = spawn(program, [...args, url], { stdio: "ignore", detached: true, env: machine.env as NodeJS.ProcessEnv });
    const timer = setTimeout(() => {
      child.unref();
      done(true);
    }, FAILS_WITHIN_MS);
    const end = (isOpen: boolean) => {
      clearTimeout(timer);
      done(isOpen);
    };
    child.on("error", () => end(false));
    child.on("exit", (code) => end(code === 0));
  });
}
