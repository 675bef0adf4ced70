import type { CreateRun, RunDetail } from "@cairn/sdk/schema";
import { SECOND_MS } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { transact, type VerbInput } from "../context.ts";
import { experimentNamed } from "../experiments/create.ts";
import { addRunTo } from "../experiments/store.ts";
import { requireRoom } from "../space.ts";
import { stringifyFields } from "./fields.ts";
import { friendlyName } from "./names.ts";
import { provenanceOf } from "./provenance.ts";
import { readRunDetail } from "./rows.ts";
import { findRun, insertRun, wasDeleted, writeRun } from "./store.ts";
import { parseTimestamp } from "./time.ts";

/**
 * Starts a run, and its experiment when there is none of that name. With the id of a run that exists it answers that run, changed
 * in nothing. Throws `already_exists` for the id of a deleted run, `limit_reached`, `payload_too_large`.
 */
export function createRun({ ctx, input }: VerbInput<CreateRun & { id: string }>): { run: RunDetail; created: boolean } {
  const { sql } = ctx;
  const earlier = findRun(sql, input.id);
  if (earlier && earlier.deleted_at === null) return { run: readRunDetail(sql, input.id), created: false };
  if (earlier || wasDeleted(sql, input.id))
    throw new Fault("already_exists", "A run with this id was deleted. Start a new one with a new id.");
  requireRoom(sql);
  const now = ctx.clock.now();
  const params = stringifyFields("params", input.params);
  const tags = stringifyFields("tags", input.tags);
  const provenance = provenanceOf(input.environment);
  const heartbeatTimeoutMs = input.heartbeat_timeout_s * SECOND_MS;
  transact(ctx, (emit) => {
    const experiment = experimentNamed(ctx, emit, input.experiment);
    const number = insertRun(sql, {
      id: input.id,
      experimentNumber: experiment.number,
      status: input.status,
      group: input.group ?? null,
      parentId: input.parent ?? null,
      params,
      tags,
      createdBy: ctx.actor,
      createdAt: parseTimestamp(input.created_at, "body.created_at") ?? now,
      startedAt: input.status === "queued" ? null : (parseTimestamp(input.started_at, "body.started_at") ?? now),
      provenance,
      heartbeatTimeoutMs,
      now,
    });
    const name = input.name ?? friendlyName(number);
    writeRun(sql, number, { name });
    addRunTo(sql, experiment.number, now);
    emit({
      type: "run.created",
      subject: { type: "run", id: input.id },
      data: { number, name, experiment: { id: experiment.id, name: experiment.name } },
    });
  });
  ctx.wakeAt(now + heartbeatTimeoutMs);
  return { run: readRunDetail(sql, input.id), created: true };
}
