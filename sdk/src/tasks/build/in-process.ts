import { loadNodeSide } from "../node-side.ts";
import { computeTask } from "./compute.ts";
import type { Runner } from "./runner.ts";

interface InProcessOptions {
  /** Tasks under way at once; 8 when left out. They share one thread, so it helps those that wait. */
  readonly concurrency?: number;
}

/** Computes in this process, several at once: for tasks that wait for others' machines, and for small ones. */
export function inProcess({ concurrency = 8 }: InProcessOptions = {}): Runner {
  return {
    name: concurrency === 1 ? "sequential" : "in-process",
    concurrency,
    async open({ environment, build, isDebug, leaseMs, onEvent }) {
      const captured = loadNodeSide()?.routeConsole();
      return {
        run: ({ task, force, signal, resolve, onProgress }) =>
          computeTask(task, { environment, build, force, isDebug, signal, resolve, leaseMs, onEvent, onProgress, captured: captured?.run }),
        async close() {
          captured?.stop();
        },
      };
    },
  };
}

/** Computes in this process, one after the other, in an order that is always the same. */
export const sequential = (): Runner => inProcess({ concurrency: 1 });
