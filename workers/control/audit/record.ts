import type { AuditAction } from "@cairn/sdk/schema";
import type { SQL } from "drizzle-orm";
import type { CallerCtx, RequestCtx } from "../context.ts";
import type { Statement } from "../db.ts";
import {
  insertAuditForEach,
  insertAuditForEachMember,
  insertAuditForMember,
  insertAuditIfChanged,
  insertAuditRow,
  type NewAuditRow,
  wasRecorded,
} from "./store.ts";

/** What happened, in the words of the published list of actions. */
export interface AuditInput {
  /** `noun.verb`, past tense, e.g. `member.removed`. */
  action: AuditAction;
  /** How it ended; `success` when left out. */
  outcome?: NewAuditRow["outcome"];
  orgId: string | null;
  workspaceId?: string | null;
  target: { type: string; id: string; name?: string | null };
  /** What changed, without secrets. */
  data?: Record<string, unknown>;
  /** The target as it was and as it is, without secrets. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

type AuditCtx = RequestCtx & Partial<Pick<CallerCtx, "caller">>;

/** The row of something that happened. */
export function rowOf(ctx: AuditCtx, input: AuditInput): NewAuditRow {
  const actor = ctx.caller?.actor ?? { type: "system" as const, id: "system", name: "Cairn" };
  const at = ctx.clock.now();
  if (input.orgId !== null) ctx.changedOrgs.add(input.orgId);
  return {
    id: ctx.newId("audit"),
    orgId: input.orgId,
    workspaceId: input.workspaceId ?? null,
    at,
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    credentialKind: ctx.caller?.credential.kind ?? null,
    credentialId: ctx.caller?.credential.id ?? null,
    action: input.action,
    outcome: input.outcome ?? "success",
    targetType: input.target.type,
    targetId: input.target.id,
    targetName: input.target.name ?? null,
    ip: ctx.ip,
    country: ctx.country,
    userAgent: ctx.userAgent,
    requestId: ctx.requestId,
    data: input.data ?? {},
    before: input.before ?? null,
    after: input.after ?? null,
  };
}

/** The audit row of a change, to be put into the change's own batch. */
export const auditRow = (ctx: AuditCtx, input: AuditInput): Statement => insertAuditRow(ctx.db, rowOf(ctx, input));

/**
 * The audit row of a conditional change: it is written only if the statement right before it in the batch changed a row. Statements
 * after it can depend on the change with `happened`.
 */
export function auditIfChanged(ctx: AuditCtx, input: AuditInput) {
  const row = rowOf(ctx, input);
  return { statement: insertAuditIfChanged(ctx.db, row), happened: wasRecorded(row.id) };
}

/**
 * The audit rows of a change to many things at once: one for each of `targets`, a query of `id` and `name`. It goes right before the
 * change, while the query still finds what will be changed.
 */
export function auditEach(ctx: AuditCtx, input: Omit<AuditInput, "target"> & { targetType: string }, targets: SQL): Statement {
  return insertAuditForEach(ctx.db, rowOf(ctx, { ...input, target: { type: input.targetType, id: "" } }), targets);
}

/**
 * The audit rows of a change to what people have, such as their sessions: one for each of `targets`, a query of `id`, `name` and `user_id`,
 * in the trail of each organization that the person belongs to. It goes right before the change.
 */
export function auditEachForMembers(ctx: AuditCtx, input: Omit<AuditInput, "target" | "orgId"> & { targetType: string }, targets: SQL) {
  return insertAuditForEachMember(ctx.db, rowOf(ctx, { ...input, orgId: null, target: { type: input.targetType, id: "" } }), targets);
}

/**
 * The audit rows of a sign-in or sign-out: the person's own, if the statement right before it in the batch changed a row, and one in each
 * organization that the person belongs to, since each answers for who comes in.
 */
export function auditSignIn(
  ctx: AuditCtx,
  input: Omit<AuditInput, "orgId">,
  userId: string,
): { statements: [Statement, Statement]; happened: SQL } {
  const own = auditIfChanged(ctx, { ...input, orgId: null });
  ctx.changedMembers.add(userId);
  const row = rowOf(ctx, { ...input, orgId: null });
  return { statements: [own.statement, insertAuditForMember(ctx.db, row, { userId, when: own.happened })], happened: own.happened };
}
