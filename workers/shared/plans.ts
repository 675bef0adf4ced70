import { type Plan, PlanLimits, PlanName } from "@cairn/sdk/schema";
import { z } from "zod";

/** Plan of organizations to which the operator gave none. */
export const DEFAULT_PLAN = "default";

/** What the operator sets: a JSON object of limits by the name of the plan. */
export const Plans = z.string().default("{}").transform(parseJson).pipe(z.record(PlanName, PlanLimits));
export type Plans = z.infer<typeof Plans>;

function parseJson(text: string, ctx: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    ctx.addIssue({ code: "custom", message: "must be JSON" });
    return z.NEVER;
  }
}

/** The plan of a name; the default one for null, and for a name that the operator has taken away. Nothing is limited unless said. */
export function planOf(plans: Plans, name: string | null): Plan {
  const known = name !== null && Object.hasOwn(plans, name) ? name : DEFAULT_PLAN;
  return { name: known, limits: Object.hasOwn(plans, known) ? (plans[known] ?? {}) : {} };
}
