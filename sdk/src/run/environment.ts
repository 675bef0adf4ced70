import { nodeProcess, runtimeName } from "../runtime.ts";
import type { RunEnvironment } from "../schema/index.ts";
import { redact } from "../transport/redact.ts";
import { SDK_VERSION } from "../version.ts";

/** Time for all questions to git together, in ms. */
const GIT_MS = 2_000;

/** Where and how this program runs. Every part is left out where it cannot be known. */
export async function captureEnvironment(): Promise<RunEnvironment> {
  const sdk = `typescript ${SDK_VERSION}`;
  const node = nodeProcess();
  if (!node) return { sdk, runtime: runtimeName() };
  const environment: RunEnvironment = { sdk, runtime: runtimeName(), platform: `${node.platform} ${node.arch}`, pid: node.pid };
  const set = (fill: () => void) => {
    try {
      fill();
    } catch {
      // Not every machine answers every question, e.g. a user id without a name.
    }
  };
  const os = node.getBuiltinModule("node:os");
  set(() => Object.assign(environment, { command: redact(node.argv.join(" ")).slice(0, 4_000) }));
  set(() => Object.assign(environment, { working_directory: node.cwd().slice(0, 4_000) }));
  set(() => Object.assign(environment, { host: os.hostname().slice(0, 255) }));
  set(() => Object.assign(environment, { user: os.userInfo().username.slice(0, 255) }));
  set(() => Object.assign(environment, { cpu_count: os.availableParallelism(), memory_bytes: os.totalmem() }));
  const git = await captureGit(node).catch(() => null);
  return git ? { ...environment, git } : environment;
}

async function captureGit(node: NodeJS.Process): Promise<RunEnvironment["git"] | null> {
  const { execFile } = node.getBuiltinModule("node:child_process");
  const ask = (...args: string[]) =>
    new Promise<string | null>((resolve) => {
      execFile("git", args, { timeout: GIT_MS, env: { ...node.env, GIT_OPTIONAL_LOCKS: "0" } }, (error, out) =>
        resolve(error ? null : out.trim()),
      );
    });
  const [commit, branch, remote, changes] = await Promise.all([
    ask("rev-parse", "HEAD"),
    ask("symbolic-ref", "--short", "HEAD"),
    ask("config", "--get", "remote.origin.url"),
    ask("status", "--porcelain", "--untracked-files=no"),
  ]);
  if (commit === null && changes === null) return null;
  return {
    ...(commit ? { commit } : {}),
    ...(branch ? { branch: branch.slice(0, 255) } : {}),
    ...(remote ? { remote: withoutCredentials(remote).slice(0, 1_000) } : {}),
    ...(changes === null ? {} : { dirty: changes !== "" }),
  };
}

/** A remote's address without user name and password: `https://user:secret@host/a.git` becomes `https://host/a.git`. */
export function withoutCredentials(remote: string): string {
  return remote.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1");
}
