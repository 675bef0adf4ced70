import { execFile } from "node:child_process";

/** A GPU at one moment; what the driver does not tell is null. */
export interface Gpu {
  index: number;
  name: string;
  /** In percent. */
  utilization: number | null;
  memoryUsed: number | null;
  memoryTotal: number | null;
  /** In degrees Celsius. */
  temperature: number | null;
  /** In watts. */
  power: number | null;
}

const FIELDS = "index,name,utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw";
const MIB = 1024 * 1024;
const QUERY_MS = 5_000;

/** The GPUs that `nvidia-smi` tells of; none where there is no such program. */
export function queryGpus(): Promise<Gpu[]> {
  return new Promise((resolve) => {
    const args = [`--query-gpu=${FIELDS}`, "--format=csv,noheader,nounits"];
    execFile("nvidia-smi", args, { timeout: QUERY_MS }, (error, out) => resolve(error ? [] : parseGpus(out)));
  });
}

/** Reads the CSV; `[N/A]` and the like are null. */
export function parseGpus(csv: string): Gpu[] {
  return csv.split("\n").flatMap((line) => {
    const [index, name, ...rest] = line.split(",").map((cell) => cell.trim());
    if (!name || !/^\d+$/.test(index ?? "")) return [];
    const [utilization = null, memoryUsed = null, memoryTotal = null, temperature = null, power = null] = rest.map((cell) =>
      /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : null,
    );
    const bytes = (mib: number | null) => (mib === null ? null : Math.round(mib * MIB));
    const memory = { memoryUsed: bytes(memoryUsed), memoryTotal: bytes(memoryTotal) };
    return [{ index: Number(index), name: name.slice(0, 255), utilization, ...memory, temperature, power }];
  });
}
