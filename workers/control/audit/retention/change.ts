import type { AuditSettings } from "@cairn/sdk/schema";
import { Fault } from "../../../shared/errors.ts";
import type { OrgCtx } from "../../context.ts";
import { auditIfChanged } from "../record.ts";
import { readRetention, writeRetention } from "./store.ts";

/** How long entries are kept. */
export const readAuditSettings = async ({ ctx }: { ctx: OrgCtx }): Promise<AuditSettings> => ({
  retention_days: await readRetention(ctx.db, ctx.org.id),
});

/** Changes how long entries are kept. Throws `forbidden` for all but owners, since what it drops is gone. */
export async function changeAuditSettings({ ctx, input }: { ctx: OrgCtx; input: AuditSettings }): Promise<AuditSettings> {
  if (ctx.role !== "owner") throw new Fault("forbidden", "Only an owner may change how long the audit trail is kept.");
  const { id: orgId, name } = ctx.org;
  const from = await readRetention(ctx.db, orgId);
  const days = input.retention_days;
  if (from === days) return input;
  const record = auditIfChanged(ctx, {
    action: "audit.retention_changed",
    orgId,
    target: { type: "organization", id: orgId, name },
    data: { from, to: days },
    before: { retention_days: from },
    after: { retention_days: days },
  });
  await ctx.db.batch([writeRetention(ctx.db, { orgId, from, days }), record.statement]);
  return { retention_days: await readRetention(ctx.db, orgId) };
}
