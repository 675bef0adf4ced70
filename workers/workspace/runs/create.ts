import type { CreateRun, RunDetail } from "@cairn/sdk/schema";
import { dayOf, SECOND_MS } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { transact, type VerbInput } from "../context.ts";
import { experimentFor } from "../experiments/create.ts";
import { addRunTo } from "../experiments/store.ts";
import { requireRoom } from "../space.ts";
import { addUsage } from "../usage/store.ts";
import { requireParent } from "./family.ts";
import { stringifyFields, stringifyReferences } from "./fields.ts";
import { friendlyName } from "./names.ts";
import { provenanceOf } from "./provenance.ts";
import { requestMarks, requireSameRequest } from "./request-marks.ts";
import { readRunDetail } from "./rows.ts";
import { findRun, insertRun, readRequest, wasDeleted, writeNotes, writeRun } from "./store.ts";
import { parseTimestamp } from "./time.ts";

/**
 * Makes a run, and its experiment when there is none of that name. The same request again answers the run as it is now, changed in
 * nothing. Throws `already_exists` for the id of a deleted run, and for one that another request made, `invalid_request`, `limit_reached`, `payload_too_large`.
 */
export function createRun({ ctx, input }: VerbInput<CreateRun & { id: string }>): { run: RunDetail; created: boolean } {
  const { sql } = ctx;
  const earlier = findRun(sql, input.id);
  if (earlier?.deleted_at === null) {
    requireSameRequest(readRequest(sql, earlier.number), input);
    return { run: readRunDetail(ctx, input.id), created: false };
  }
  if (earlier) throw new Fault("already_exists", "The run with this id was deleted. Take it back, or start a new one with a new id.");
  if (wasDeleted(sql, input.id)) throw new Fault("already_exists", "A run with this id was deleted. Start a new one with a new id.");
  requireRoom(sql);
  const now = ctx.clock.now();
  const createdAt = parseTimestamp(input.created_at, "body.created_at") ?? now;
  const startedAt = parseTimestamp(input.started_at, "body.started_at") ?? createdAt;
  const params = stringifyFields("params", input.params);
  const tags = stringifyFields("tags", input.tags);
  const inputs = stringifyReferences("inputs", input.inputs);
  const provenance = provenanceOf(input.environment);
  const heartbeatTimeoutMs = input.heartbeat_timeout_s * SECOND_MS;
  if (input.parent !== undefined) requireParent(sql, input.id, input.parent);
  transact(ctx, (emit) => {
    const experiment = experimentFor(ctx, emit, input.experiment);
    const number = insertRun(sql, {
      id: input.id,
      experimentNumber: experiment.number,
      status: input.status,
      group: input.group ?? null,
      parentId: input.parent ?? null,
      params,
      tags,
      createdBy: ctx.actor,
      createdAt,
      startedAt: input.status === "queued" ? null : startedAt,
      provenance,
      request: JSON.stringify(requestMarks(input)),
      heartbeatTimeoutMs,
      now,
    });
    const name = input.name ?? friendlyName(number);
    writeRun(sql, number, { name });
    if (input.notes || input.inputs.length > 0) writeNotes(sql, number, { notes: input.notes ?? "", inputs, outputs: "[]" });
    addRunTo(sql, experiment.number, createdAt);
    ctx.columns.changed(number, { durable: true });
    addUsage(sql, { day: dayOf(now), meter: "runs", value: 1 });
    emit({
      type: "run.created",
      subject: { type: "run", id: input.id },
      data: { number, name, status: input.status, experiment: { id: experiment.id, name: experiment.name } },
    });
  });
  if (input.status === "running") ctx.wakeAt(now + heartbeatTimeoutMs);
  return { run: readRunDetail(ctx, input.id), created: true };
}
