import { nodeProcess } from "../../runtime.ts";
import type { Resources } from "../ledger/ledger.ts";
import { loadNodeSide } from "../node-side.ts";

/** Measures what an attempt uses. */
export interface Meter {
  stop(): Resources;
}

/**
 * Begins to measure. CPU time and peak memory are those of the process, so they tell most where it computes one task at a time, as workers
 * do; they are left out where there is no process. GPUs are measured where `nvidia-smi` tells of them.
 */
export function startMeter(): Meter {
  const startedMs = performance.now();
  const node = nodeProcess();
  const cpu = node?.cpuUsage();
  const gpus = loadNodeSide()?.watchGpus();
  return {
    stop() {
      const wall = { wall_s: (performance.now() - startedMs) / 1_000 };
      if (!node || !cpu) return wall;
      const gpu = gpus?.stop();
      const { user, system } = node.cpuUsage(cpu);
      // Kilobytes, in all of Node, Bun and Deno.
      const peak = node.resourceUsage?.().maxRSS;
      return { ...wall, cpu_s: (user + system) / 1_000_000, ...(peak ? { peak_memory_bytes: peak * 1_024 } : {}), ...(gpu ? { gpu } : {}) };
    },
  };
}
