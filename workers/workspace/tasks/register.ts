import type { BuildTaskStatus, TaskEventType, TaskResult, TasksRegistered } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import type { BuildChange } from "../builds/change.ts";
import { requireOpen } from "../builds/status.ts";
import { readBuild, readMembers } from "../builds/store.ts";
import type { VerbCtx, VerbInput } from "../context.ts";
import { requireRoom } from "../space.ts";
import { changeTasks, type TaskChanges } from "./change.ts";
import { insertEdges } from "./edge-store.ts";
import { insertTaskEvents } from "./event-store.ts";
import { type Field, FieldWriter } from "./fields-store.ts";
import { NOTHING } from "./invalidate.ts";
import { applyLabels, tagsText } from "./labels.ts";
import { actorText, insertTask, readEvenPurged, type TaskRow } from "./store.ts";
import { typeIdFor } from "./types-store.ts";

/** A task whose id was checked. */
export interface IncomingTask {
  id: string;
  namespace: string;
  name: string;
  version: string;
  /** Canonical JSON. */
  params: string;
  /** JSON; null: none. */
  unhashed: string | null;
  schemaHash: string;
  dependencies: readonly string[];
  label: string | null;
  tags: Record<string, string> | null;
  module: string | null;
  /** What a search finds it by, tags included. */
  fields: readonly Field[];
}

export interface RegisterInput {
  tasks: readonly IncomingTask[];
  /** Id of the build that they are added to; null: none. */
  build: string | null;
}

/**
 * Registers tasks and their edges, all or none. What is there stays as it is, but gets the label, the tags and the schema that come with
 * it; one in the trash is taken back, without its output. Throws `not_found` for the build, `invalid_request` naming dependencies that are
 * neither there nor in the call, `limit_reached`, `payload_too_large`, `illegal_transition` for a build that ended.
 */
export function registerTasks({ ctx, input }: VerbInput<RegisterInput>): TasksRegistered {
  requireRoom(ctx.sql);
  const tasks = withoutRepetitions(input.tasks);
  const known = readKnown(ctx, tasks);
  const build = input.build === null ? null : readBuild(ctx.sql, input.build);
  if (build) requireOpen(build);
  return changeTasks(ctx, (changes) => {
    const counts = new Registration(ctx, changes, known).add(tasks, build && changes.build(build.number));
    const { registered, restored, edges } = counts;
    if (registered + restored + edges > 0)
      changes.emit({
        type: "task.registered",
        subject: { type: "workspace", id: ctx.workspaceId },
        data: { count: registered + restored, edges, build: build?.id ?? null },
      });
    return { registered: registered + restored, existing: tasks.length - registered - restored, edges, complete: counts.complete };
  });
}

/** Each task once, as it came last. */
export function withoutRepetitions(tasks: readonly IncomingTask[]): readonly IncomingTask[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  return byId.size === tasks.length ? tasks : [...byId.values()];
}

/** Tasks that are there already, of those that come and those that they need. Throws `invalid_request` for what is neither. */
export function readKnown({ sql }: VerbCtx, tasks: readonly IncomingTask[]): Map<string, TaskRow> {
  const coming = new Set(tasks.map(({ id }) => id));
  const asked = new Set(coming);
  for (const { dependencies } of tasks) for (const id of dependencies) asked.add(id);
  const known = new Map(
    readEvenPurged(sql, [...asked])
      .toArray()
      .map((row) => [row.id, row]),
  );
  const errors = [];
  for (const [i, { id, dependencies }] of tasks.entries())
    for (const dependency of dependencies) {
      if (coming.has(dependency) || known.get(dependency)?.deleted_at === null) continue;
      const message = `task ${id} needs ${dependency}, which is neither registered nor among these tasks`;
      errors.push({ path: `body.tasks.${i}.dependencies`, rule: "unknown", message });
    }
  if (errors.length > 0) throw new Fault("invalid_request", errors[0]?.message ?? "", { errors: errors.slice(0, 20) });
  return known;
}

/** Adds tasks within one transaction, and counts what it did. */
export class Registration {
  readonly #ctx: VerbCtx;
  readonly #changes: TaskChanges;
  readonly #known: Map<string, TaskRow>;
  readonly #fields: FieldWriter;
  readonly #actor: string;
  readonly #types = new Map<string, number>();
  /** Number and type of every task that is there by now. */
  readonly #places = new Map<string, { number: number; typeId: number }>();
  registered = 0;
  restored = 0;
  edges = 0;
  complete = 0;

  constructor(ctx: VerbCtx, changes: TaskChanges, known: Map<string, TaskRow>) {
    this.#ctx = ctx;
    this.#changes = changes;
    this.#known = known;
    this.#fields = new FieldWriter(ctx.sql);
    this.#actor = actorText(ctx.actor);
    for (const row of known.values()) this.#places.set(row.id, { number: row.number, typeId: row.type_id });
  }

  add(tasks: readonly IncomingTask[], build: BuildChange | null): this {
    const fresh: IncomingTask[] = [];
    for (const task of tasks) {
      const row = this.#known.get(task.id);
      if (row) {
        // Its edges and what a search knows of it went when it was purged.
        if (row.purging === 1) fresh.push(task);
        this.#meet(row, task);
      } else {
        this.#insert(task);
        fresh.push(task);
      }
    }
    this.#fields.flush();
    this.#connect(fresh);
    this.#tell(tasks, build);
    return this;
  }

  #insert(task: IncomingTask): void {
    const typeId = this.#typeOf(task);
    const number = insertTask(this.#ctx.sql, {
      id: task.id,
      typeId,
      schemaHash: task.schemaHash,
      module: task.module,
      label: task.label,
      tags: tagsText(task.tags ?? {}),
      dependencyCount: task.dependencies.length,
      createdBy: this.#actor,
      now: this.#changes.now,
      params: task.params,
      unhashed: task.unhashed,
    });
    this.#places.set(task.id, { number, typeId });
    this.#fields.add(number, typeId, task.fields);
    this.#changes.counts.change(typeId, null, { result: "absent", attemptStatus: null, sizeBytes: null });
    this.#changes.counts.schema(typeId, task.schemaHash, 1);
    this.registered += 1;
  }

  /** A task that is there: what is said of it anew is kept, and one in the trash is taken back. */
  #meet(row: TaskRow, task: IncomingTask): void {
    if (row.deleted_at !== null) {
      const never =
        row.purging === 1 ? ({ purging: 0, attempt: 0, attempt_status: null, started_at: null, finished_at: null } as const) : {};
      if (row.purging === 1) this.#fields.add(row.number, row.type_id, task.fields);
      this.#changes.set(row, { ...NOTHING, ...never, result: "absent", deleted_at: null, purge_at: null });
      this.#changes.counts.schema(row.type_id, row.schema_hash, 1);
      this.#changes.record(row, { type: "restored", data: { because: "registered" } });
      this.restored += 1;
    }
    if (row.result === "success") this.complete += 1;
    applyLabels(this.#ctx.sql, this.#changes, row, task);
  }

  #connect(tasks: readonly IncomingTask[]): void {
    const edges: [number, number, number][] = [];
    for (const { id, dependencies } of tasks) {
      const from = this.#places.get(id);
      for (const [place, dependency] of dependencies.entries()) {
        const to = this.#places.get(dependency);
        if (!from || !to) continue;
        edges.push([from.number, to.number, place]);
        this.#changes.counts.edge(from.typeId, to.typeId, 1);
      }
    }
    this.edges = insertEdges(this.#ctx.sql, edges);
  }

  /** Events of what is new, or new to the build. */
  #tell(tasks: readonly IncomingTask[], build: BuildChange | null): void {
    const numbers = tasks.map(({ id }) => this.#places.get(id)?.number ?? 0);
    const members = build ? readMembers(this.#ctx.sql, build.row.number, numbers) : null;
    const added: [number, BuildTaskStatus][] = [];
    const events: [number, TaskEventType, TaskResult][] = [];
    for (const [i, { id }] of tasks.entries()) {
      const number = numbers[i] as number;
      const known = this.#known.get(id);
      const isReused = known?.result === "success";
      const isJoining = members !== null && !members.has(number);
      if (isJoining) added.push([number, isReused ? "reused" : "pending"]);
      if (isJoining || !known) events.push([number, isReused ? "reused" : "registered", (known?.result ?? "absent") as TaskResult]);
    }
    build?.addMany(added);
    insertTaskEvents(this.#ctx.sql, { build: build?.row.number ?? null, now: this.#changes.now, actor: this.#actor }, events);
  }

  #typeOf({ namespace, name, version }: IncomingTask): number {
    const key = JSON.stringify([namespace, name, version]);
    const id = this.#types.get(key) ?? typeIdFor(this.#ctx.sql, { namespace, name, version });
    this.#types.set(key, id);
    return id;
  }
}
