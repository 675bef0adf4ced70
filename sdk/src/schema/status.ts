import { z } from "zod";
import { Timestamp } from "./common.ts";

/** How the system is, and how it was on each of the last 90 days. */
export const SystemStatus = z
  .object({
    status: z.enum(["operational", "degraded", "down"]),
    version: z.string(),
    checked_at: Timestamp,
    components: z.array(
      z.object({
        name: z.enum(["database", "storage", "objects"]),
        status: z.enum(["operational", "down"]),
        uptime: z.number().min(0).max(1).nullable().meta({ description: "share of the checks that were answered; null: none yet" }),
        days: z.array(z.object({ date: z.string(), checks: z.number().int(), failures: z.number().int() })),
      }),
    ),
  })
  .meta({ id: "SystemStatus" });
export type SystemStatus = z.infer<typeof SystemStatus>;
