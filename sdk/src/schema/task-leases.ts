import { z } from "zod";
import { idOf, Timestamp } from "./common.ts";
import { LeaseOwner, TaskError, TaskId, TaskOutput } from "./tasks.ts";

/** Tasks that one call asks leases for, or tokens that one renews. */
export const LEASE_TASKS_MAX = 1_000;

/** Asks for the right to compute tasks, each alone. */
export const AcquireLeases = z
  .strictObject({
    owner: LeaseOwner,
    build: idOf("build").optional(),
    ttl_s: z.number().min(1).max(3_600).default(60).meta({ description: "renewed at half" }),
    tasks: z.array(TaskId).min(1).max(LEASE_TASKS_MAX),
    force: z.boolean().default(false).meta({ description: "also tasks that are complete" }),
    waited: z
      .record(TaskId, z.number().int())
      .optional()
      .meta({ description: "tokens of holders that were waited for: one that failed is answered as `failed`, and is not acquired" }),
  })
  .meta({ id: "AcquireLeases" });
export type AcquireLeases = z.infer<typeof AcquireLeases>;

export const LeaseHolder = z
  .object({ owner: LeaseOwner, build: idOf("build").nullable(), token: z.number().int(), attempt: z.number().int(), expires_at: Timestamp })
  .meta({ id: "LeaseHolder" });
export type LeaseHolder = z.infer<typeof LeaseHolder>;

/** What became of one task that was asked for. */
export const LeaseAnswer = z
  .object({
    task: TaskId,
    outcome: z.enum(["acquired", "complete", "held", "limit", "failed"]),
    token: z.number().int().nullable().meta({ description: "fencing number, which only grows in a workspace: of the acquired lease" }),
    attempt: z.number().int().nullable(),
    expires_at: Timestamp.nullable(),
    holder: LeaseHolder.nullable().meta({ description: "who holds it" }),
    output: TaskOutput.nullable().meta({ description: "of a complete one" }),
    error: TaskError.nullable().meta({ description: "of the holder that was waited for and failed" }),
    is_taken_back: z.boolean().meta({ description: "an output of before does not count, wherever it lies: compute it anew" }),
  })
  .meta({ id: "LeaseAnswer" });
export type LeaseAnswer = z.infer<typeof LeaseAnswer>;
export const LeaseAnswers = z.object({ items: z.array(LeaseAnswer) }).meta({ id: "LeaseAnswers" });
export type LeaseAnswers = z.infer<typeof LeaseAnswers>;

const Tokens = z.array(z.number().int()).max(LEASE_TASKS_MAX);
export const RenewLeases = z
  .strictObject({
    tokens: Tokens,
    ttl_s: z.number().min(1).max(3_600).default(60),
    progress: z.record(z.string(), z.number().min(0).max(1)).optional().meta({ description: "0 to 1 by token" }),
  })
  .meta({ id: "RenewLeases", examples: [{ tokens: [17] }] });
export type RenewLeases = z.infer<typeof RenewLeases>;
export const LeasesRenewed = z
  .object({
    items: z.array(
      z.object({
        token: z.number().int(),
        outcome: z.enum(["renewed", "lost"]),
        expires_at: Timestamp.nullable(),
        is_cancelled: z.boolean().meta({ description: "its build was cancelled: stop, and report the attempt as cancelled" }),
      }),
    ),
  })
  .meta({ id: "LeasesRenewed" });
export type LeasesRenewed = z.infer<typeof LeasesRenewed>;

/** Gives a lease up; an attempt that still runs by then is cancelled. */
export const ReleaseLease = z.strictObject({ token: z.number().int() }).meta({ id: "ReleaseLease", examples: [{ token: 17 }] });
export type ReleaseLease = z.infer<typeof ReleaseLease>;

export const Lease = LeaseHolder.extend({ task: TaskId }).meta({ id: "Lease" });
export type Lease = z.infer<typeof Lease>;

/** What holds for all tasks of a workspace. */
export const TaskSettings = z
  .strictObject({
    leases_max: z.number().int().min(0).max(10_000).nullable().meta({ description: "held at once; null: as many as Cairn allows" }),
  })
  .meta({ id: "TaskSettings", examples: [{ leases_max: 64 }] });
export type TaskSettings = z.infer<typeof TaskSettings>;
