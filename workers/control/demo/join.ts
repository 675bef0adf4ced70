import { auditIfChanged } from "../audit/record.ts";
import type { CallerCtx } from "../context.ts";
import type { Statement } from "../db.ts";
import { insertDemoMember, readDemo } from "./store.ts";

/** What makes a new person of a local stack a member of its demo organization; nothing elsewhere. */
export async function joinDemo(ctx: CallerCtx, userId: string): Promise<Statement[]> {
  const demo = ctx.settings.isLocal ? await readDemo(ctx.db) : null;
  if (!demo) return [];
  const target = { type: "user", id: userId, name: ctx.caller.actor.name };
  return [
    insertDemoMember(ctx.db, { orgId: demo.orgId, userId, now: ctx.clock.now() }),
    auditIfChanged(ctx, { action: "member.joined", orgId: demo.orgId, target, data: { demo: true } }).statement,
  ];
}
