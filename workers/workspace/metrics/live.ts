import type { MetricColumns, RunStatus } from "@cairn/sdk/schema";
import { LIVE_POINTS_EVERY_MS } from "../limits.ts";
import type { LiveSockets } from "../live/sockets.ts";
import type { Column } from "./run-state.ts";
import { toMetricValue } from "./value.ts";

interface Waiting {
  status: RunStatus;
  columns: Column[];
  /** Whether media came, which are told of without being sent. */
  hasMedia: boolean;
}

/** Tells watchers of new points: at once, then at most every LIVE_POINTS_EVERY_MS for each run, all of that time together. */
export class LivePoints {
  readonly #live: LiveSockets;
  readonly #waiting = new Map<string, Waiting>();

  constructor(live: LiveSockets) {
    this.#live = live;
  }

  add(runId: string, status: RunStatus, columns: readonly Column[], hasMedia: boolean): void {
    if ((columns.length === 0 && !hasMedia) || !this.#live.isWatched(runId)) return;
    const waiting = this.#waiting.get(runId);
    if (waiting) {
      waiting.status = status;
      waiting.columns.push(...columns);
      waiting.hasMedia ||= hasMedia;
      return;
    }
    this.#send(runId, { status, columns });
    this.#waiting.set(runId, { status, columns: [], hasMedia: false });
    setTimeout(() => this.#flush(runId), LIVE_POINTS_EVERY_MS);
  }

  #flush(runId: string): void {
    const waiting = this.#waiting.get(runId);
    this.#waiting.delete(runId);
    if (!waiting || (waiting.columns.length === 0 && !waiting.hasMedia)) return;
    this.#send(runId, waiting);
    this.#waiting.set(runId, { status: waiting.status, columns: [], hasMedia: false });
    setTimeout(() => this.#flush(runId), LIVE_POINTS_EVERY_MS);
  }

  #send(runId: string, { status, columns }: { status: RunStatus; columns: readonly Column[] }): void {
    this.#live.sendToWatchers(runId, "points", () => ({ kind: "points", run_id: runId, status, metrics: together(columns) }));
  }
}

/** Columns of one metric after another become one. */
function together(columns: readonly Column[]): MetricColumns[] {
  const metrics = new Map<string, MetricColumns>();
  for (const { key, steps, times, values } of columns) {
    const metric = metrics.get(key) ?? { key, steps: [], times: [], values: [] };
    metrics.set(key, metric);
    for (let i = 0; i < steps.length; i++) {
      metric.steps.push(steps[i] as number);
      metric.times.push(times[i] as number);
      metric.values.push(toMetricValue(values[i] as number));
    }
  }
  return [...metrics.values()];
}
