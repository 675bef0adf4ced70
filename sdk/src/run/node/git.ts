import { execFile } from "node:child_process";
import { DIFF_LIMIT_BYTES, DIFF_MAX } from "../../limits.ts";
import type { RunEnvironment } from "../../schema/index.ts";
import { invalid } from "../fields.ts";

/** Time for a question to git, in ms. */
const GIT_MS = 5_000;
/** Largest answer of git that is read, in bytes. */
const ANSWER_MAX = 32 * 1024 * 1024;

export type DiffMode = "limited" | "any size" | "require" | "none";
/** Whatever the person's own settings are: names of files as they are, `a/` and `b/` before them. */
const DIFF =
  "-c core.quotePath=false diff HEAD --no-color --no-ext-diff --no-textconv --submodule=short --src-prefix=a/ --dst-prefix=b/".split(" ");

type Git = NonNullable<RunEnvironment["git"]>;

/**
 * The state of the repository that the program was started in; null when it is in none. The diff holds changes to tracked files, staged
 * or not; files that git does not track are not in it.
 * @throws ValidationError when the diff is required and cannot be recorded.
 */
export async function captureGit(mode: DiffMode, cwd: string = process.cwd()): Promise<Git | null> {
  const git = (...args: string[]) => ask(args, cwd);
  const [commit, branch, remote, changes, submodules] = await Promise.all([
    git("rev-parse", "--verify", "HEAD"),
    git("symbolic-ref", "--short", "HEAD"),
    git("config", "--get", "remote.origin.url"),
    git("status", "--porcelain", "--untracked-files=no"),
    git("submodule", "status", "--recursive"),
  ]);
  if (commit === null && changes === null) {
    if (mode === "require") throw invalid("diff", "required", "is required, but the program was not started in a git repository");
    return null;
  }
  const known = parseSubmodules(submodules ?? "");
  const state: Git = {
    ...(commit ? { commit: commit.trim() } : {}),
    ...(branch ? { branch: branch.trim().slice(0, 255) } : {}),
    ...(remote ? { remote: withoutCredentials(remote.trim()).slice(0, 1_000) } : {}),
    ...(changes === null ? {} : { dirty: changes !== "" }),
    ...(Object.keys(known).length > 0 ? { submodules: known } : {}),
  };
  if (!state.dirty || mode === "none") return state;
  const diff = await git(...DIFF);
  const problem = diffProblem(diff, mode);
  if (problem === null) return { ...state, diff: diff ?? "" };
  if (mode === "require") throw invalid("diff", "too_big", `is required, but ${problem}`);
  console.error(`Cairn: uncommitted changes are not recorded: ${problem}`);
  return { ...state, diff_left_out: problem.slice(0, 500) };
}

/** Why a diff is not recorded; null when it is. */
function diffProblem(diff: string | null, mode: DiffMode): string | null {
  if (diff === null) return "git diff HEAD gave no answer.";
  const bytes = Buffer.byteLength(diff);
  const size = bytes.toLocaleString("en-US");
  if (bytes > DIFF_MAX) return `The diff has ${size} bytes; at most ${DIFF_MAX.toLocaleString("en-US")} are kept.`;
  if (bytes <= DIFF_LIMIT_BYTES || mode === "any size") return null;
  return `The diff has ${size} bytes, more than ${DIFF_LIMIT_BYTES.toLocaleString("en-US")}. Commit, or pass { diff: "any size" } or set CAIRN_DIFF.`;
}

/** Commits of submodules by path, from `git submodule status`: a sign, the commit, the path, a description. */
export function parseSubmodules(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const [, commit, path] = /^[ +\-U]([0-9a-f]{40,64}) (.+?)(?: \([^)]*\))?$/.exec(line) ?? [];
    if (commit && path && path.length <= 1_000) found[path] = commit;
  }
  return found;
}

/** A remote's address without user name and password: `https://user:secret@host/a.git` becomes `https://host/a.git`. */
export function withoutCredentials(remote: string): string {
  return remote.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1");
}

function ask(args: string[], cwd: string): Promise<string | null> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
  return new Promise((resolve) => {
    execFile("git", args, { cwd, timeout: GIT_MS, maxBuffer: ANSWER_MAX, env }, (error, out) => resolve(error ? null : out));
  });
}
