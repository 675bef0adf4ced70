import type { BuildDetail, BuildStatus, CancelBuild, FinishBuild, OverrideBuild, ResumeBuild } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { VerbInput } from "../context.ts";
import { provenanceOf } from "../runs/provenance.ts";
import { requireRoom } from "../space.ts";
import { findOpenAttempt, moveAttempt } from "../tasks/attempts.ts";
import { changeTasks, type TaskChanges } from "../tasks/change.ts";
import { readTaskNumbers } from "../tasks/store.ts";
import { readBuildDetail } from "./rows.ts";
import { requireMove } from "./status.ts";
import { readBuild, readTasksStanding, writeBuildEnvironment } from "./store.ts";
import { resume } from "./touch.ts";

/** Ends a build. Ending it again as it ended is harmless. Throws `not_found`, `illegal_transition`. */
export function finishBuild({ ctx, input }: VerbInput<{ build: string; end: FinishBuild }>): BuildDetail {
  const row = readBuild(ctx.sql, input.build);
  const { status, error = null } = input.end;
  if (row.status !== status) {
    requireMove(row, status);
    changeTasks(ctx, (changes) => end(changes, row.number, status, error));
  }
  return readBuildDetail(ctx.sql, input.build);
}

/**
 * Cancels a build: what has not begun is cancelled at once; those who compute hear of it at their next renewal or report, and end what
 * they do. Again is harmless. Throws `not_found`, `illegal_transition`.
 */
export function cancelBuild({ ctx, input }: VerbInput<{ build: string; cancel: CancelBuild }>): BuildDetail {
  const row = readBuild(ctx.sql, input.build);
  if (row.status !== "cancelled") {
    requireMove(row, "cancelled");
    changeTasks(ctx, (changes) => {
      cancelWaiting(changes, row.number);
      end(changes, row.number, "cancelled", input.cancel.reason ?? null);
    });
  }
  return readBuildDetail(ctx.sql, input.build);
}

function cancelWaiting(changes: TaskChanges, number: number): void {
  const build = changes.build(number);
  for (const row of readTaskNumbers(changes.sql, readTasksStanding(changes.sql, number, ["pending", "waiting", "queued"])).toArray()) {
    const attempt = findOpenAttempt(changes.sql, row);
    if (attempt?.status === "queued" && attempt.build === number) moveAttempt(changes, row, attempt, "cancelled", { at: changes.now });
    else {
      changes.record(row, { type: "cancelled", build: number });
      build.move(row, { status: "cancelled", at: changes.now });
    }
  }
}

function end(changes: TaskChanges, number: number, status: BuildStatus, error: string | null): void {
  const build = changes.build(number);
  build.set({ status, error, finished_at: changes.now, heartbeat_at: changes.now });
  const counts = Object.fromEntries(Object.entries(build.counts).filter(([, n]) => n > 0));
  const data = { number, name: build.row.name, status, counts, error };
  changes.emit({ type: "build.finished", subject: { type: "build", id: build.row.id }, data });
}

/** Lets a build that ended go on; one that runs is left as it is. Throws `not_found`, `limit_reached`. */
export function resumeBuild({ ctx, input }: VerbInput<{ build: string; resume: ResumeBuild }>): BuildDetail {
  const row = readBuild(ctx.sql, input.build);
  requireRoom(ctx.sql);
  if (row.status !== "running") {
    changeTasks(ctx, (changes) => {
      resume(changes, row.number);
      if (!input.resume.environment) return;
      const { host, commit, environment } = provenanceOf(input.resume.environment);
      changes.build(row.number).set({ host, commit_sha: commit ?? row.commit_sha });
      writeBuildEnvironment(ctx.sql, row.number, environment);
    });
    ctx.wakeAt(ctx.clock.now() + row.heartbeat_timeout_ms);
  }
  return readBuildDetail(ctx.sql, input.build);
}

/** Sets the status of a build by hand, and keeps who did it and why. Throws `not_found`. */
export function overrideBuild({ ctx, input }: VerbInput<{ build: string; override: OverrideBuild }>): BuildDetail {
  const row = readBuild(ctx.sql, input.build);
  const { status, reason } = input.override;
  const from = row.status as BuildStatus;
  changeTasks(ctx, (changes) => {
    if (status === "cancelled") cancelWaiting(changes, row.number);
    const { type, id, name } = ctx.actor;
    const overridden = JSON.stringify({ by: { type, id, name }, at: timestamp(changes.now), from, reason });
    changes.build(row.number).set({ status, overridden, finished_at: row.finished_at ?? changes.now });
    const data = { number: row.number, name: row.name, from, to: status, reason };
    changes.emit({ type: "build.overridden", subject: { type: "build", id: row.id }, data });
  });
  return readBuildDetail(ctx.sql, input.build);
}
