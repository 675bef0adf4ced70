import { z } from "zod";
import { idOf, Timestamp } from "./common.ts";

/** What is counted, day by day: runs created, points stored, requests answered, attempts to deliver to webhook endpoints. */
export const USAGE_METERS = ["runs", "points", "requests", "deliveries"] as const;
export type UsageMeter = (typeof USAGE_METERS)[number];

/** What is held, in bytes: databases, and points, logs and files (artifacts and media) beside them. */
export const BYTE_CLASSES = ["database", "points", "logs", "files"] as const;
export type ByteClass = (typeof BYTE_CLASSES)[number];

const Count = z.number().int().min(0);
const counts = { runs: Count, points: Count, requests: Count, deliveries: Count };
const Bytes = z.object({ database: Count, points: Count, logs: Count, files: Count });

/** Limits that a plan may have; what a plan does not name is not limited. */
export const LIMITS = {
  runs_per_month: "runs created in a month, in all workspaces",
  points_per_month: "points stored in a month, in all workspaces",
  requests_per_month: "requests in a month; those that read are never refused",
  bytes: "bytes held by all workspaces together",
  members: "members of the organization, open invitations counted too",
} as const;
export type LimitName = keyof typeof LIMITS;
export const LimitName = z.enum(Object.keys(LIMITS) as [LimitName, ...LimitName[]]);

/** Parts of a limit of which an organization is told once a month. */
export const USAGE_THRESHOLDS = [80, 100] as const;

export const PlanName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, "may hold a–z, 0–9, _ and -")
  .meta({ examples: ["team"] });

/** Values of the limits of one plan. */
export const PlanLimits = z
  .strictObject({
    runs_per_month: z.number().int().min(1),
    points_per_month: z.number().int().min(1),
    requests_per_month: z.number().int().min(1),
    bytes: z.number().int().min(1),
    members: z.number().int().min(1),
  })
  .partial();
export type PlanLimits = z.infer<typeof PlanLimits>;

export interface Plan {
  name: string;
  limits: PlanLimits;
}

const Day = z.iso.date().meta({ examples: ["2026-11-28"] });

/** Days in UTC, both included. */
export const UsageQuery = z.object({
  from: Day.optional().meta({ description: "first day (UTC); the first of this month when left out" }),
  to: Day.optional().meta({ description: "last day (UTC); today when left out" }),
});
export type UsageQuery = z.infer<typeof UsageQuery>;

export const UsageDay = z.object({ day: Day, ...counts, bytes: Bytes }).meta({ id: "UsageDay" });
export type UsageDay = z.infer<typeof UsageDay>;

const usage = {
  from: Day,
  to: Day,
  totals: z.object(counts).meta({ description: "of the days from `from` to `to`" }),
  bytes: Bytes.meta({ description: "held on the last of these days" }),
  days: z.array(UsageDay).meta({ description: "every day, oldest first" }),
};

/** What one workspace used. */
export const WorkspaceUsage = z.object(usage).meta({ id: "WorkspaceUsage" });
export type WorkspaceUsage = z.infer<typeof WorkspaceUsage>;

/** A limit of the plan and how much of it is used: in this month, or of what is held now. */
export const UsageLimit = z
  .object({
    name: LimitName,
    value: Count,
    used: Count,
    resets_at: Timestamp.nullable().meta({ description: "when counting starts anew; null for what is held" }),
  })
  .meta({ id: "UsageLimit" });
export type UsageLimit = z.infer<typeof UsageLimit>;

/** What an organization used, by workspace too. */
export const OrganizationUsage = z
  .object({
    ...usage,
    plan: PlanName,
    limits: z.array(UsageLimit),
    workspaces: z
      .array(
        z.object({
          id: idOf("workspace"),
          name: z.string(),
          slug: z.string(),
          is_deleted: z.boolean(),
          totals: z.object(counts),
          bytes: Bytes,
        }),
      )
      .meta({ description: "those that used anything in these days, and all that live" }),
  })
  .meta({ id: "OrganizationUsage" });
export type OrganizationUsage = z.infer<typeof OrganizationUsage>;

/** What the operator sets. */
export const SetPlan = z.strictObject({ plan: PlanName }).meta({ id: "SetPlan", examples: [{ plan: "team" }] });
