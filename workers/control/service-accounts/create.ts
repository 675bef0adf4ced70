import type { CreateServiceAccount, OrganizationRole, ServiceAccount } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import { isUniqueViolation } from "../db.ts";
import { insertServiceAccount, readServiceAccount } from "./store.ts";
import { serviceAccountView } from "./view.ts";

/** Service accounts that one organization may have. */
export const SERVICE_ACCOUNTS_MAX = 200;

/** Roles from the one that may least. */
const RANK: readonly OrganizationRole[] = ["viewer", "member", "admin", "owner"];

/**
 * Adds a service account. Throws `already_exists` when a living one has the name, `forbidden` for a role above the caller's,
 * `limit_reached`.
 */
export async function createServiceAccount({ ctx, input }: { ctx: OrgCtx; input: CreateServiceAccount }): Promise<ServiceAccount> {
  const { db, org } = ctx;
  const id = ctx.newId("serviceAccount");
  if (RANK.indexOf(input.role) > RANK.indexOf(ctx.role))
    throw new Fault("forbidden", "A service account may not have a role above your own.");
  const now = ctx.clock.now();
  const earlier = await readServiceAccount(db, { orgId: org.id, id, now });
  if (earlier) return serviceAccountView(earlier);
  const record = auditIfChanged(ctx, {
    action: "service_account.created",
    orgId: org.id,
    target: { type: "service_account", id, name: input.name },
    data: { role: input.role },
  });
  try {
    const [inserted] = await db.batch([
      insertServiceAccount(db, { orgId: org.id, id, name: input.name, role: input.role, now, max: SERVICE_ACCOUNTS_MAX }),
      record.statement,
    ]);
    if (inserted.meta.changes === 0)
      throw new Fault("limit_reached", `An organization may have ${SERVICE_ACCOUNTS_MAX} service accounts.`, {
        limit: { name: "service_accounts", value: SERVICE_ACCOUNTS_MAX },
      });
  } catch (error) {
    if (!isUniqueViolation(error, "service_accounts.name")) throw error;
    const message = `A service account is named ${input.name} already.`;
    throw new Fault("already_exists", message, { errors: [{ path: "body.name", rule: "unique", message }] });
  }
  return serviceAccountView({ id, name: input.name, role: input.role, createdAt: now, keyCount: 0 });
}
