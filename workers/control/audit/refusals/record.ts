import { MINUTE_MS } from "../../../shared/clock.ts";
import { errorFields, log } from "../../../shared/log.ts";
import type { CallerCtx, RequestCtx } from "../../context.ts";
import { sendChanges } from "../../outbox/send.ts";
import { rowOf } from "../record.ts";
import type { NewAuditRow } from "../store.ts";
import type { Denial } from "./denied.ts";
import { countRefusal, flushRefusal, listRefusals } from "./store.ts";

interface Refusal extends Denial {
  code: "forbidden" | "insufficient_scope";
  /** Id of the operation that was asked for. */
  operation: string | null;
}

/**
 * Writes down that a caller was refused. The first refusal of the same within a minute is an audit row at once; the others are counted,
 * so that a program that tries in a loop cannot flood the trail. Never throws: the answer is decided already.
 */
export async function recordRefusal(ctx: CallerCtx, { org, workspaceId, permission, code, operation }: Refusal): Promise<void> {
  const row = rowOf(ctx, {
    action: "access.denied",
    outcome: "denied",
    orgId: org.id,
    workspaceId,
    target: { type: "organization", id: org.id, name: org.name },
    data: { permission, code, operation, count: 1 },
  });
  try {
    await countRefusal(ctx.db, { row, permission, minute: Math.floor(row.at / MINUTE_MS) });
    sendChanges(ctx);
  } catch (error) {
    log({ level: "error", msg: "refusal not audited", request_id: ctx.requestId, ...errorFields(error) });
  }
}

/** Refusals that one run of cron writes down. */
const REFUSALS_PER_RUN = 200;

/** Makes one audit row of what was counted in each minute that is over. */
export async function flushRefusals(ctx: RequestCtx): Promise<void> {
  const minute = Math.floor(ctx.clock.now() / MINUTE_MS);
  for (const { count, row: kept, ...key } of await listRefusals(ctx.db, { before: minute, take: REFUSALS_PER_RUN })) {
    const first = kept as unknown as NewAuditRow;
    const others = count - 1;
    const row = others > 0 ? { ...first, id: ctx.newId("audit"), data: { ...first.data, count: others } } : null;
    await flushRefusal(ctx.db, { key, count, row });
    if (row) ctx.changedOrgs.add(key.orgId);
  }
}
