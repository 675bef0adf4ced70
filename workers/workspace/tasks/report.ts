import {
  ATTEMPT_STATUS_AFTER,
  BUILD_TASK_STATUS_AFTER,
  type BuildStatus,
  type NewTaskEvent,
  type TaskEventsAccepted,
} from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { hasEnded } from "../builds/status.ts";
import { type BuildRow, readBuild } from "../builds/store.ts";
import { touchBuild } from "../builds/touch.ts";
import type { VerbCtx, VerbInput } from "../context.ts";
import { requireRoom } from "../space.ts";
import { type AttemptRow, findAttempt, writeAttempt } from "./attempt-store.ts";
import { type AttemptFacts, findOpenAttempt, illegal, moveAttempt, outputColumns, queueAttempt, startAttempt } from "./attempts.ts";
import { changeTasks, type TaskChanges } from "./change.ts";
import { connectDynamic } from "./dynamic.ts";
import { hasEventKey } from "./event-store.ts";
import { settleExpired } from "./expire.ts";
import { findLease, findLeaseByToken } from "./lease-store.ts";
import { readTasks, type TaskRow } from "./store.ts";

export interface ReportInput {
  /** Id of the build that they happened in; null: in none. */
  build: string | null;
  events: readonly NewTaskEvent[];
}

/**
 * Takes what clients saw happen, in order, all or nothing; for a build it is a sign of life. Throws `not_found` for the build,
 * `invalid_request` for tasks that are not registered, `lease_lost` when the lease of an attempt ended, `illegal_transition` naming task,
 * state and event; of the last three `errors` names the event.
 */
export function reportEvents({ ctx, input }: VerbInput<ReportInput>): TaskEventsAccepted {
  requireRoom(ctx.sql);
  const build = input.build === null ? null : readBuild(ctx.sql, input.build);
  settleExpired(ctx);
  const rows = new Map(
    readTasks(ctx.sql, [...new Set(input.events.map(({ task }) => task))])
      .toArray()
      .map((row) => [row.id, row]),
  );
  let accepted = 0;
  changeTasks(ctx, (changes) => {
    if (build && !hasEnded(build)) touchBuild(changes, build.number);
    for (const [i, event] of input.events.entries()) {
      try {
        const row = rows.get(event.task);
        if (!row || row.deleted_at !== null) throw new Fault("invalid_request", `Task ${event.task} is not registered.`);
        if (new Report(ctx, changes, row, build, event).take()) accepted += 1;
      } catch (error) {
        throw at(i, error);
      }
    }
  });
  const status = build && (readBuild(ctx.sql, build.id).status as BuildStatus);
  return { accepted, repeated: input.events.length - accepted, build_status: status };
}

/** The same fault with the place of the event that it is about. */
function at(i: number, error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  return new Fault(error.code, error.message, {
    ...error.data,
    errors: [{ path: `body.events.${i}`, rule: error.code, message: error.message }],
  });
}

/** One event of one task. */
class Report {
  readonly #ctx: VerbCtx;
  readonly #changes: TaskChanges;
  readonly #row: TaskRow;
  readonly #build: BuildRow | null;
  readonly #event: NewTaskEvent;
  readonly #facts: AttemptFacts;

  constructor(ctx: VerbCtx, changes: TaskChanges, row: TaskRow, build: BuildRow | null, event: NewTaskEvent) {
    this.#ctx = ctx;
    this.#changes = changes;
    this.#row = row;
    this.#build = build;
    this.#event = event;
    const { error, output, resources, dependencies, data, key } = event;
    const told = { ...(dependencies && { dependencies }), ...(data && { data }) };
    // What was reported cannot have happened later: a clock that is ahead is not believed.
    const when = event.at === undefined ? changes.now : Math.min(Date.parse(event.at), changes.now);
    this.#facts = { at: when, error, output, resources, key: key ?? null, ...(Object.keys(told).length > 0 && { data: told }) };
  }

  /** False for an event that came before. Throws `lease_lost`, `illegal_transition`, `invalid_request`. */
  take(): boolean {
    const { type, key, token, dependencies } = this.#event;
    if (key !== undefined && hasEventKey(this.#ctx.sql, this.#row.number, key)) return false;
    if (dependencies) connectDynamic(this.#changes, this.#row, dependencies);
    if (type === "started") return this.#start();
    if (type === "queued") return this.#queue();
    if (type === "checkpointed") return this.#checkpoint();
    if (type === "reused") return this.#reuse();
    if (ATTEMPT_STATUS_AFTER[type] === null) return this.#inBuild();
    const attempt = token === undefined ? this.#withoutLease() : this.#underLease(token);
    if (attempt) moveAttempt(this.#changes, this.#row, attempt, type, this.#facts);
    else return this.#inBuild();
    return true;
  }

  /** With a token it was told when the lease was given; without, an attempt that Cairn gave no lease for begins. */
  #start(): boolean {
    const { token } = this.#event;
    if (token !== undefined) {
      const attempt = this.#underLease(token);
      if (attempt.status === "running") return false;
      throw illegal(this.#row, attempt.status, "started");
    }
    const lease = findLease(this.#ctx.sql, this.#row.number);
    if (lease) throw lost(this.#row, `somebody computes it under lease ${lease.token}`);
    this.#requireOpenBuild();
    const owner = this.#event.owner ? JSON.stringify(this.#event.owner) : null;
    startAttempt(this.#changes, this.#row, {
      ...this.#facts,
      token: null,
      owner,
      build: this.#build?.number ?? null,
      startedBy: this.#ctx.actor,
    });
    return true;
  }

  #queue(): boolean {
    this.#requireOpenBuild();
    if (findOpenAttempt(this.#ctx.sql, this.#row)) return this.#inBuild();
    queueAttempt(this.#changes, this.#row, {
      ...this.#facts,
      token: null,
      owner: null,
      build: this.#build?.number ?? null,
      startedBy: this.#ctx.actor,
    });
    return true;
  }

  #checkpoint(): boolean {
    const { token } = this.#event;
    const attempt = token === undefined ? this.#withoutLease() : this.#underLease(token);
    if (!attempt || (attempt.status !== "running" && attempt.status !== "suspended"))
      throw illegal(this.#row, attempt?.status ?? "not there", "checkpointed");
    writeAttempt(this.#ctx.sql, this.#row.number, attempt.number, { checkpointed_at: this.#facts.at });
    this.#record({ attempt: attempt.number, owner: attempt.owner });
    return true;
  }

  /** An output that is there proves more than is known here: of an attempt that died before it could tell, or that nobody told of. */
  #reuse(): boolean {
    const { output, attempt } = this.#event;
    if (!output) return this.#inBuild();
    const open = findOpenAttempt(this.#ctx.sql, this.#row);
    if (open?.status === "running" && open.number === attempt && open.build === this.#build?.number) {
      moveAttempt(this.#changes, this.#row, open, "succeeded", this.#facts);
      return true;
    }
    // What was taken back here stays so until it is computed anew.
    const isTakenBack = this.#row.result === "absent" && this.#row.attempt > 0;
    if (this.#row.result !== "success" && !isTakenBack) this.#changes.set(this.#row, { result: "success", ...outputColumns(output) });
    return this.#inBuild();
  }

  /** What only the build is told of: somebody else's attempt, or none, is behind it. */
  #inBuild(): boolean {
    const { type } = this.#event;
    const status = BUILD_TASK_STATUS_AFTER[type];
    if (!this.#build || status === null) throw illegal(this.#row, this.#row.attempt_status ?? "not there", type);
    if (status !== "cancelled") this.#requireOpenBuild();
    this.#record({});
    this.#changes.build(this.#build.number).move(this.#row, { status, at: this.#facts.at, error: this.#facts.error?.message ?? null });
    return true;
  }

  #record(more: { attempt?: number; owner?: string | null }): void {
    const { at: when, key = null, error, data } = this.#facts;
    const told = { ...(error && { error }), ...data };
    const { type } = this.#event;
    this.#changes.record(this.#row, {
      ...{ type, at: when, key, build: this.#build?.number ?? null, ...more },
      ...(Object.keys(told).length > 0 && { data: told }),
    });
  }

  /** The attempt of a lease. Throws `lease_lost` when the lease is not that of the task, or ended. */
  #underLease(token: number): AttemptRow {
    const { sql } = this.#ctx;
    const lease = findLeaseByToken(sql, token);
    if (lease && lease.task === this.#row.number) {
      const attempt = findAttempt(sql, lease.task, lease.attempt) as AttemptRow;
      this.#requireSameBuild(attempt);
      return attempt;
    }
    const last = findAttempt(sql, this.#row.number, this.#row.attempt);
    // It ended by what was reported itself; what may not come after that is told as such.
    if (last?.token === token && last.status !== "crashed") return last;
    throw lost(this.#row, `lease ${token} ended`);
  }

  /** An attempt that has no lease; null when the event is about none: another build computes it, or nobody. */
  #withoutLease(): AttemptRow | null {
    const { sql } = this.#ctx;
    const number = this.#event.attempt ?? this.#row.attempt;
    const attempt = findAttempt(sql, this.#row.number, number);
    const mayBeElsewhere = this.#build !== null && ["failed", "cancelled", "crashed"].includes(this.#event.type);
    if (mayBeElsewhere && (!attempt || attempt.build !== this.#build?.number)) return null;
    if (!attempt) throw illegal(this.#row, "not there", this.#event.type);
    if (attempt.token !== null && findLeaseByToken(sql, attempt.token))
      throw lost(this.#row, `attempt ${number} has a lease, whose token it needs`);
    return attempt;
  }

  #requireSameBuild({ build }: AttemptRow): void {
    if (!this.#build || build === this.#build.number) return;
    throw new Fault("illegal_transition", `The attempt of task ${this.#row.id} belongs to another build than ${this.#build.id}.`);
  }

  #requireOpenBuild(): void {
    if (this.#build && hasEnded(this.#build))
      throw new Fault(
        "illegal_transition",
        `Build ${this.#build.id} is ${this.#build.status}, so ${this.#event.type} cannot happen to task ${this.#row.id} in it. Resume the build first.`,
      );
  }
}

const lost = (row: TaskRow, why: string): Fault => new Fault("lease_lost", `Task ${row.id} (${row.name}): ${why}.`);
