import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Gpu, queryGpus } from "../../run/node/gpu.ts";
import type { GpuUse } from "../ledger/ledger.ts";

/** Time between looks at the GPUs while something is measured, in ms. */
const LOOK_MS = 1_000;

let isThere: boolean | null = null;

/** Whether there is an `nvidia-smi` to ask; looked for once. */
function hasGpus(): boolean {
  isThere ??= (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "nvidia-smi")));
  return isThere;
}

/** What is known of the GPUs while one attempt runs. */
class GpuTally {
  name: string | undefined;
  #peak: number | null = null;
  #sum = 0;
  #count = 0;

  take(gpus: readonly Gpu[]): void {
    this.name ??= gpus[0]?.name;
    const used = gpus.flatMap(({ memoryUsed }) => memoryUsed ?? []);
    if (used.length > 0)
      this.#peak = Math.max(
        this.#peak ?? 0,
        used.reduce((sum, bytes) => sum + bytes, 0),
      );
    for (const { utilization } of gpus) {
      if (utilization === null) continue;
      this.#sum += utilization / 100;
      this.#count++;
    }
  }

  use(): GpuUse | undefined {
    if (this.name === undefined) return undefined;
    return {
      name: this.name,
      ...(this.#peak === null ? {} : { peak_memory_bytes: this.#peak }),
      ...(this.#count === 0 ? {} : { mean_utilization: Math.min(1, this.#sum / this.#count) }),
    };
  }
}

/** Those who measure now share one look. */
const tallies = new Set<GpuTally>();
let timer: ReturnType<typeof setInterval> | null = null;
let isLooking = false;

async function look(): Promise<void> {
  if (isLooking) return;
  isLooking = true;
  const gpus = await queryGpus();
  isLooking = false;
  for (const tally of tallies) tally.take(gpus);
}

/**
 * Begins to measure the GPUs of this machine, all together, by `nvidia-smi`. What ends before the first look came back has no figures;
 * undefined where there is nothing to ask.
 */
export function watchGpus(): { stop(): GpuUse | undefined } | undefined {
  if (!hasGpus()) return undefined;
  const tally = new GpuTally();
  tallies.add(tally);
  void look();
  timer ??= setInterval(() => void look(), LOOK_MS).unref();
  return {
    stop() {
      tallies.delete(tally);
      if (tallies.size === 0 && timer !== null) {
        clearInterval(timer);
        timer = null;
      }
      return tally.use();
    },
  };
}
