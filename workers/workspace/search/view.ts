import { type Field, METRIC_STATS } from "@cairn/sdk/filter";
import type { VerbCtx } from "../context.ts";
import { fieldName } from "./cells.ts";
import { type Cell, type Column, cellAt, SEGMENT_RUNS, withCells } from "./column.ts";
import type { ColumnRef } from "./columns.ts";
import { readExperimentNames } from "./store.ts";

/** Where the values of a field are. */
export function columnOf(field: Field): ColumnRef {
  if (field.kind === "metric") return { field: fieldName.metric(field.key), part: METRIC_STATS.indexOf(field.stat) };
  if (field.kind !== "attribute") return { field: fieldName[field.kind](field.key), part: 0 };
  const { name } = field;
  if (name === "number" || name === "experiment" || name === "experiment_id" || name === "duration") return { field: `v:${name}`, part: 0 };
  return { field: fieldName.attribute(name), part: 0 };
}

const of = (name: Parameters<typeof fieldName.attribute>[0]): ColumnRef => ({ field: fieldName.attribute(name), part: 0 });
const CREATED = of("created_at");
const STATUS = of("status");
const EXPERIMENT = of("experiment_number");

/**
 * The columns as they are at one moment, with those that are made of others: what depends on the time and on experiments is never
 * stored. Made for one question and used without waiting.
 */
export class ColumnView {
  readonly nowMs: number;
  readonly #ctx: VerbCtx;
  readonly #made = new Map<string, Column | null>();
  #experiments: Map<number, { id: string; name: string }> | null = null;

  constructor(ctx: VerbCtx) {
    this.#ctx = ctx;
    this.nowMs = ctx.clock.now();
    ctx.columns.refresh(ctx.series);
  }

  get segments(): number[] {
    return this.#ctx.columns.segments();
  }

  /** One column of a segment; null when none of its runs has the field. */
  read(ref: ColumnRef, segment: number): Column | null {
    const make = MADE[ref.field];
    if (!make) return this.#ctx.columns.read(ref, segment);
    const key = `${segment}:${ref.field}`;
    const before = this.#made.get(key);
    if (before !== undefined) return before;
    const column = make(this, segment, this.#ctx);
    this.#made.set(key, column);
    return column;
  }

  /** Experiments by number. */
  get experiments(): Map<number, { id: string; name: string }> {
    this.#experiments ??= new Map(Array.from(readExperimentNames(this.#ctx.sql), ({ number, id, name }) => [number, { id, name }]));
    return this.#experiments;
  }
}

type Make = (view: ColumnView, segment: number, ctx: VerbCtx) => Column | null;

/** A column whose cell is made of the run's place in the segment. */
function make(view: ColumnView, segment: number, cell: (place: number) => Cell): Column | null {
  const runs = view.read(CREATED, segment);
  if (!runs) return null;
  const places = Array.from({ length: SEGMENT_RUNS }, (_, i) => i).filter((i) => runs.types[i] !== 0);
  return withCells(null, places, (k) => cell(places[k] ?? 0));
}

const experimentColumn =
  (part: "id" | "name"): Make =>
  (view, segment) => {
    const numbers = view.read(EXPERIMENT, segment)?.numbers;
    return numbers ? make(view, segment, (i) => view.experiments.get(numbers[i] ?? 0)?.[part]) : null;
  };

const MADE: Record<string, Make> = {
  "v:number": (view, segment) => make(view, segment, (i) => segment * SEGMENT_RUNS + i),
  "v:experiment": experimentColumn("name"),
  "v:experiment_id": experimentColumn("id"),
  // Of a run that is still running: until now.
  "v:duration": (view, segment) => {
    const [started, finished, status] = [of("started_at"), of("finished_at"), STATUS].map((ref) => view.read(ref, segment));
    if (!started || !status) return null;
    return make(view, segment, (i) => {
      const from = cellAt(started, i);
      const to = (finished && cellAt(finished, i)) ?? (cellAt(status, i) === "running" ? view.nowMs : undefined);
      return typeof from === "number" && typeof to === "number" ? Math.max(0, to - from) : undefined;
    });
  },
  // A heartbeat marks no run as changed: those of running ones are asked for.
  "a:heartbeat_at": (view, segment, ctx) => {
    const stored = ctx.columns.read(of("heartbeat_at"), segment);
    const status = view.read(STATUS, segment);
    if (!stored || !status) return stored;
    const running = Array.from({ length: SEGMENT_RUNS }, (_, i) => i).filter((i) => cellAt(status, i) === "running");
    const beat = (i: number) => ctx.series.heartbeatAt(segment * SEGMENT_RUNS + i) ?? undefined;
    return withCells(stored, running, (k) => beat(running[k] ?? 0));
  },
};
