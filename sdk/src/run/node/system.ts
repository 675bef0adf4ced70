import os from "node:os";
import { type Gpu, queryGpus } from "./gpu.ts";
import { type Counters, readCounters } from "./proc.ts";

/** Time between samples, in s. */
const INTERVAL_S = 10;
/** A run that was shorter than this gets no sample at its end, in ms: there is no rate to speak of. */
const SHORTEST_MS = 2_000;

export interface SystemOptions {
  intervalS?: number | undefined;
  /** When the run started, Unix time in ms: steps are seconds since then. */
  startedAt: number;
  onSample(metrics: Record<string, number>, step: number): void;
}

/**
 * Measures the machine and the process while a run lasts. Rates (`…_per_second`) and CPU percentages are means since the sample before. `stop`
 * gives the totals of the process.
 */
export function sampleSystem({ intervalS = INTERVAL_S, startedAt, onSample }: SystemOptions): { stop(): Record<string, number> } {
  const begin = Date.now();
  let before = { at: performance.now(), counters: readCounters(), cpu: process.cpuUsage() };
  let hasGpus = true;
  let gpuPeak = 0;
  let isSampling = false;
  let hasStopped = false;

  const sample = (gpus: readonly Gpu[]) => {
    const now = { at: performance.now(), counters: readCounters(), cpu: process.cpuUsage() };
    for (const gpu of gpus) gpuPeak = Math.max(gpuPeak, gpu.memoryUsed ?? 0);
    onSample({ ...metricsBetween(before, now), ...gpuMetrics(gpus) }, Math.round((Date.now() - startedAt) / 1000));
    before = now;
  };
  const tick = async () => {
    if (isSampling) return;
    isSampling = true;
    try {
      const gpus = hasGpus ? await queryGpus() : [];
      hasGpus = gpus.length > 0;
      if (!hasStopped) sample(gpus);
    } finally {
      isSampling = false;
    }
  };
  const timer = setInterval(() => void tick(), Math.max(0.1, intervalS) * 1000);
  timer.unref();
  return {
    stop() {
      hasStopped = true;
      clearInterval(timer);
      if (Date.now() - begin >= SHORTEST_MS) sample([]);
      const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
      return {
        "system/peak_process_memory_bytes": maxRSS * 1024,
        "system/cpu_time_seconds": Math.round((userCPUTime + systemCPUTime) / 1000) / 1000,
        ...(gpuPeak > 0 ? { "system/peak_gpu_memory_bytes": gpuPeak } : {}),
      };
    },
  };
}

interface Moment {
  /** Monotonic, in ms. */
  at: number;
  counters: Counters;
  /** Of this process, in µs. */
  cpu: NodeJS.CpuUsage;
}

function metricsBetween(before: Moment, now: Moment): Record<string, number> {
  const seconds = Math.max(0.001, (now.at - before.at) / 1000);
  const metrics: Record<string, number> = {
    "system/memory_bytes": now.counters.memoryUsed ?? os.totalmem() - os.freemem(),
    "system/process_memory_bytes": process.memoryUsage.rss(),
    "system/process_cpu_percent": (100 * (now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system)) / 1e6 / seconds,
  };
  const total = now.counters.cpuTotal - before.counters.cpuTotal;
  if (total > 0) metrics["system/cpu_percent"] = (100 * (now.counters.cpuBusy - before.counters.cpuBusy)) / total;
  for (const key of ["diskRead", "diskWritten", "netReceived", "netSent"] as const) {
    const [from, to] = [before.counters[key], now.counters[key]];
    if (from !== null && to !== null) metrics[NAMES[key]] = Math.max(0, to - from) / seconds;
  }
  return metrics;
}

const NAMES = {
  diskRead: "system/disk_read_bytes_per_second",
  diskWritten: "system/disk_write_bytes_per_second",
  netReceived: "system/network_receive_bytes_per_second",
  netSent: "system/network_send_bytes_per_second",
} as const;

function gpuMetrics(gpus: readonly Gpu[]): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const { index, utilization, memoryUsed, temperature, power } of gpus) {
    const values = { percent: utilization, memory_bytes: memoryUsed, temperature_celsius: temperature, power_watts: power };
    for (const [what, value] of Object.entries(values)) if (value !== null) metrics[`system/gpu_${index}_${what}`] = value;
  }
  return metrics;
}
