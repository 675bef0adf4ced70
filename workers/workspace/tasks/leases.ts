import type {
  AcquireLeases,
  Lease,
  LeaseAnswer,
  LeaseAnswers,
  LeaseHolder,
  LeaseOwner,
  LeasesRenewed,
  Page,
  RenewLeases,
} from "@cairn/sdk/schema";
import { SECOND_MS, timestamp } from "../../shared/clock.ts";
import { encodeCursor } from "../../shared/cursor.ts";
import { Fault } from "../../shared/errors.ts";
import { requireOpen } from "../builds/status.ts";
import { readBuild, readBuildNumber } from "../builds/store.ts";
import { touchBuild } from "../builds/touch.ts";
import type { VerbCtx, VerbInput } from "../context.ts";
import { requireRoom } from "../space.ts";
import { findAttempt } from "./attempt-store.ts";
import { findOpenAttempt, moveAttempt, startAttempt } from "./attempts.ts";
import { changeTasks, type TaskChanges } from "./change.ts";
import { settleExpired } from "./expire.ts";
import {
  countLeases,
  extendLease,
  findLease,
  findLeaseByToken,
  insertLease,
  type LeaseRow,
  pageLeases,
  readLeasesMax,
} from "./lease-store.ts";
import { LEASES_MAX } from "./limits.ts";
import { actorText, readTaskNumbers, readTasks, type TaskRow } from "./store.ts";

/**
 * Gives leases to one owner: each task is computed by whoever holds its lease and by nobody else. The object's clock alone tells when one
 * ends. The owner who holds a lease for the same build already, as the same caller, gets it again. Throws `not_found` for the build, `illegal_transition` when it
 * has ended, `invalid_request` naming tasks that are not registered.
 */
export function acquireLeases({ ctx, input }: VerbInput<AcquireLeases>): LeaseAnswers {
  requireRoom(ctx.sql);
  const build = input.build === undefined ? null : readBuild(ctx.sql, input.build);
  if (build) requireOpen(build);
  settleExpired(ctx);
  const rows = requireTasks(ctx, input.tasks);
  const expiresAt = ctx.clock.now() + input.ttl_s * SECOND_MS;
  const items = changeTasks(ctx, (changes) => {
    if (build) touchBuild(changes, build.number);
    const asked = { ...input, owner: ownerText(input.owner), build: build?.number ?? null, expiresAt, room: roomFor(ctx) };
    return input.tasks.map((id) => acquireOne(ctx, changes, rows.get(id) as TaskRow, asked));
  });
  if (items.some(({ outcome }) => outcome === "acquired")) ctx.wakeAt(expiresAt);
  return { items };
}

/** Who asks for what, as one step after another knows it. */
interface Asked extends Pick<AcquireLeases, "force" | "waited"> {
  owner: string;
  build: number | null;
  expiresAt: number;
  /** Leases that may still be given. */
  room: number;
}

/** The members in one order, so that the same owner is the same text. */
const ownerText = ({ host, pid, thread, name }: LeaseOwner): string => JSON.stringify({ host, pid, thread, name });

const roomFor = ({ sql }: VerbCtx): number => Math.min(readLeasesMax(sql) ?? LEASES_MAX, LEASES_MAX) - countLeases(sql);

function requireTasks({ sql }: VerbCtx, ids: readonly string[]): Map<string, TaskRow> {
  const rows = new Map(
    readTasks(sql, ids)
      .toArray()
      .filter((row) => row.deleted_at === null)
      .map((row) => [row.id, row]),
  );
  const errors = ids.flatMap((id, i) =>
    rows.has(id) ? [] : [{ path: `body.tasks.${i}`, rule: "unknown", message: `task ${id} is not registered` }],
  );
  if (errors.length > 0) throw new Fault("invalid_request", errors[0]?.message ?? "", { errors: errors.slice(0, 20) });
  return rows;
}

function acquireOne(ctx: VerbCtx, changes: TaskChanges, row: TaskRow, asked: Asked): LeaseAnswer {
  const { sql } = ctx;
  const answer: LeaseAnswer = {
    task: row.id,
    outcome: "held",
    token: null,
    attempt: null,
    expires_at: null,
    holder: null,
    output: null,
    error: null,
  };
  const lease = findLease(sql, row.number);
  if (lease && lease.owner === asked.owner && lease.build === asked.build && isStarter(ctx, lease)) {
    extendLease(sql, lease.token, asked.expiresAt);
    const expiresAt = Math.max(lease.expires_at, asked.expiresAt);
    return { ...answer, outcome: "acquired", token: lease.token, attempt: lease.attempt, expires_at: timestamp(expiresAt) };
  }
  if (lease) return { ...answer, holder: toHolder(sql, lease) };
  const failure = failureOf(sql, row, asked.waited?.[row.id]);
  if (failure) return { ...answer, outcome: "failed", attempt: row.attempt, error: failure };
  if (row.result === "success" && !asked.force)
    return { ...answer, outcome: "complete", output: row.output === null ? null : JSON.parse(row.output) };
  if (asked.room <= 0) return { ...answer, outcome: "limit" };
  asked.room -= 1;
  return { ...answer, outcome: "acquired", ...start(ctx, changes, row, asked) };
}

/** Whether the caller is who got the lease: others are told its owner, and could say to be them. */
const isStarter = ({ sql, actor }: VerbCtx, { task, attempt }: LeaseRow): boolean =>
  findAttempt(sql, task, attempt)?.started_by === actorText(actor);

function start(ctx: VerbCtx, changes: TaskChanges, row: TaskRow, { owner, build, expiresAt }: Asked) {
  const open = findOpenAttempt(ctx.sql, row);
  // It began without a lease, so nobody can tell whether it lives.
  if (open && open.status !== "queued") moveAttempt(changes, row, open, "crashed", { at: changes.now });
  const number = open?.status === "queued" ? open.number : row.attempt + 1;
  const token = insertLease(ctx.sql, { task: row.number, attempt: number, owner, build, expiresAt });
  startAttempt(changes, row, { at: changes.now, token, owner, build, startedBy: ctx.actor, data: { token } });
  return { token, attempt: number, expires_at: timestamp(expiresAt) };
}

/** The error of a holder that somebody waited for, if it failed since. */
function failureOf(sql: SqlStorage, row: TaskRow, token: number | undefined): LeaseAnswer["error"] {
  if (token === undefined || row.attempt_status !== "failed") return null;
  const attempt = findAttempt(sql, row.number, row.attempt);
  return attempt?.error && (attempt.token ?? 0) >= token ? JSON.parse(attempt.error) : null;
}

function toHolder(sql: SqlStorage, lease: LeaseRow): LeaseHolder {
  const build = lease.build === null ? null : readBuildNumber(sql, lease.build).id;
  return { owner: JSON.parse(lease.owner), build, token: lease.token, attempt: lease.attempt, expires_at: timestamp(lease.expires_at) };
}

/** Lets leases last longer. One that ended is lost only when it was settled: until then nobody else can have it. */
export function renewLeases({ ctx, input }: VerbInput<RenewLeases>): LeasesRenewed {
  const { sql } = ctx;
  const expiresAt = ctx.clock.now() + input.ttl_s * SECOND_MS;
  const told = new Map<string, number[]>();
  const items = changeTasks(ctx, (changes) =>
    input.tokens.map((token): LeasesRenewed["items"][number] => {
      const lease = findLeaseByToken(sql, token);
      if (!lease) return { token, outcome: "lost", expires_at: null, is_cancelled: false };
      extendLease(sql, token, expiresAt);
      const progress = input.progress?.[String(token)];
      if (progress !== undefined) changes.progress(lease.task, lease.attempt, progress);
      const build = lease.build === null ? null : changes.build(lease.build);
      if (build) {
        touchBuild(changes, build.row.number);
        if (progress !== undefined) told.set(build.row.id, [...(told.get(build.row.id) ?? []), lease.task]);
      }
      const isCancelled = build?.row.status === "cancelled";
      return { token, outcome: "renewed", expires_at: timestamp(Math.max(lease.expires_at, expiresAt)), is_cancelled: isCancelled };
    }),
  );
  for (const [build, tasks] of told) ctx.liveBuilds.changed(build, tasks);
  return { items };
}

/** Gives a lease up; an attempt that runs by then is cancelled. Again is harmless. */
export function releaseLease({ ctx, input }: VerbInput<{ token: number }>): void {
  const lease = findLeaseByToken(ctx.sql, input.token);
  if (!lease) return;
  changeTasks(ctx, (changes) => {
    const [row] = readTaskNumbers(ctx.sql, [lease.task]).toArray();
    const attempt = findAttempt(ctx.sql, lease.task, lease.attempt);
    if (row && attempt) moveAttempt(changes, row, attempt, "cancelled", { at: changes.now, data: { because: "released" } });
  });
}

/** Leases that are held now, oldest first. */
export function listLeases({ ctx, input }: VerbInput<{ after: number; limit: number }>): Page<Lease> {
  const rows = pageLeases(ctx.sql, input.after, input.limit + 1).toArray();
  const shown = rows.slice(0, input.limit);
  const items = shown.map((row) => ({
    task: row.task_id,
    owner: JSON.parse(row.owner),
    build: row.build_id,
    token: row.token,
    attempt: row.attempt,
    expires_at: timestamp(row.expires_at),
  }));
  return { items, next_cursor: rows.length > input.limit ? encodeCursor({ after: shown.at(-1)?.token }) : null };
}
