import type { Plan } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import { DEFAULT_PLAN, planOf } from "../../shared/plans.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { RequestCtx } from "../context.ts";
import { findPlan, writePlan } from "./store.ts";

/** Gives an organization a plan of the operator's setting. Throws `not_found`, `invalid_request` for a plan that is not in it. */
export async function setPlan({ ctx, input }: { ctx: RequestCtx; input: { organization: string; plan: string } }): Promise<Plan> {
  const { db, settings } = ctx;
  const { plan } = input;
  if (plan !== DEFAULT_PLAN && !Object.hasOwn(settings.CAIRN_PLANS, plan)) {
    const message = `must be ${[DEFAULT_PLAN, ...Object.keys(settings.CAIRN_PLANS)].join(", ")}: those that CAIRN_PLANS has`;
    throw new Fault("invalid_request", `body.plan ${message}.`, { errors: [{ path: "body.plan", rule: "invalid_value", message }] });
  }
  const org = await findPlan(db, input.organization);
  if (!org) throw notFound("organization");
  const record = auditIfChanged(ctx, {
    action: "organization.plan_changed",
    orgId: org.id,
    target: { type: "organization", id: org.id, name: org.name },
    data: { from: planOf(settings.CAIRN_PLANS, org.plan).name, to: plan },
  });
  await db.batch([writePlan(db, { orgId: org.id, plan }), record.statement]);
  forgetAccess();
  return planOf(settings.CAIRN_PLANS, plan);
}
