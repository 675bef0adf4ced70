import { readFileSync } from "node:fs";
import os from "node:os";

/** Counters of the machine that only grow, and its memory in use; what the system does not tell is null. */
export interface Counters {
  /** CPU time of all cores, in any unit. */
  cpuBusy: number;
  cpuTotal: number;
  /** Bytes that programs hold, caches not counted. */
  memoryUsed: number | null;
  diskRead: number | null;
  diskWritten: number | null;
  netReceived: number | null;
  netSent: number | null;
}

/** Unit of /proc/diskstats, whatever the disk's own (Documentation/admin-guide/iostats.rst of Linux). */
const SECTOR_BYTES = 512;

/** Reads them: from /proc on Linux, else what `node:os` tells. */
export function readCounters(): Counters {
  let busy = 0;
  let total = 0;
  for (const { times } of os.cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    total += all;
    busy += all - times.idle;
  }
  const disk = parseDisks(read("/proc/diskstats"));
  const net = parseNetwork(read("/proc/net/dev"));
  return { cpuBusy: busy, cpuTotal: total, memoryUsed: parseMemory(read("/proc/meminfo")), ...disk, ...net };
}

function read(file: string): string | null {
  try {
    return process.platform === "linux" ? readFileSync(file, "utf8") : null;
  } catch {
    return null;
  }
}

/** Memory in use by /proc/meminfo, in bytes. */
export function parseMemory(text: string | null): number | null {
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text ?? "")?.[1] ?? Number.NaN) * 1024;
  const used = of("MemTotal") - of("MemAvailable");
  return Number.isFinite(used) ? used : null;
}

/** Bytes of whole disks by /proc/diskstats: their partitions, and devices laid over them, would count twice. */
export function parseDisks(text: string | null): Pick<Counters, "diskRead" | "diskWritten"> {
  let [diskRead, diskWritten, found] = [0, 0, false];
  for (const line of (text ?? "").split("\n")) {
    const fields = line.trim().split(/\s+/);
    if (!/^(sd[a-z]+|x?vd[a-z]+|hd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(fields[2] ?? "")) continue;
    found = true;
    diskRead += Number(fields[5]) * SECTOR_BYTES;
    diskWritten += Number(fields[9]) * SECTOR_BYTES;
  }
  return found ? { diskRead, diskWritten } : { diskRead: null, diskWritten: null };
}

/** Bytes over all network interfaces but the loopback, by /proc/net/dev. */
export function parseNetwork(text: string | null): Pick<Counters, "netReceived" | "netSent"> {
  let [netReceived, netSent, found] = [0, 0, false];
  for (const line of (text ?? "").split("\n")) {
    const [, name, rest] = /^\s*([^:\s]+):\s*(.+)$/.exec(line) ?? [];
    if (!name || !rest || name === "lo") continue;
    const fields = rest.trim().split(/\s+/).map(Number);
    found = true;
    netReceived += fields[0] ?? 0;
    netSent += fields[8] ?? 0;
  }
  return found ? { netReceived, netSent } : { netReceived: null, netSent: null };
}
