import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** A process as the system knows it. `started` tells a reused id from the process that had it before. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly started: string;
  readonly command: string;
}

/** Linux tells by /proc, so that a machine without `ps` will do; other systems are asked by `ps`. */
const hasProc = existsSync("/proc/self/stat");

function fromProc(pid: number): ProcessInfo | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the name in brackets, which may hold blanks and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return { pid, parent: Number(fields[1]), started: fields[19] ?? "", command };
  } catch {
    return undefined;
  }
}

function fromPs(args: readonly string[]): ProcessInfo[] {
  try {
    const text = execFileSync("ps", [...args, "-o", "pid=,ppid=,lstart=,args="], {
      encoding: "utf8",
      maxBuffer: 1 << 25,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, LC_ALL: "C" },
    });
    return text.split("\n").flatMap((row) => {
      const m = /^\s*(\d+)\s+(\d+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(row);
      return m ? [{ pid: Number(m[1]), parent: Number(m[2]), started: m[3] ?? "", command: m[4] ?? "" }] : [];
    });
  } catch {
    return [];
  }
}

/** What the system knows about a process; nothing when it has ended. */
export function processInfo(pid: number): ProcessInfo | undefined {
  return hasProc ? fromProc(pid) : fromPs(["-p", String(pid)])[0];
}

/** Running workerd processes that a process has started, newest last. */
export function workerdsOf(parent: number): ProcessInfo[] {
  const all = hasProc
    ? readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => fromProc(Number(name)) ?? [])
    : fromPs(["-A"]);
  return all.filter((one) => one.parent === parent && isWorkerd(one)).sort((a, b) => a.pid - b.pid);
}

/** True when the command line is a workerd's. */
export function isWorkerd(info: ProcessInfo): boolean {
  return /(^|[\\/])workerd(\.exe)?$/.test(info.command.split(" ")[0] ?? "");
}
