import { z } from "zod";
import { ActorRef, CredentialRef } from "./audit.ts";
import { BuildUpdate } from "./builds.ts";
import { idOf, Timestamp } from "./common.ts";
import { WorkspaceEventType } from "./events/index.ts";
import { Line } from "./logs.ts";
import { MetricColumns } from "./metrics.ts";
import { RunStatus } from "./runs.ts";

/** One thing that happened in a workspace; every change appends one. What `data` holds is told by the type (events/). */
export const WorkspaceEvent = z
  .object({
    id: idOf("event"),
    sequence: z.number().int(),
    at: Timestamp,
    type: WorkspaceEventType,
    version: z.number().int().meta({ description: "of the type's data" }),
    actor: ActorRef,
    credential: CredentialRef.nullable(),
    request_id: z.string().nullable(),
    subject: z.object({ type: z.enum(["experiment", "run", "view", "build", "task", "workspace"]), id: z.string() }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "WorkspaceEvent" });
export type WorkspaceEvent = z.infer<typeof WorkspaceEvent>;

/**
 * What a browser sends on the live socket: which runs it wants points and lines of, and which builds it follows (events come always).
 * With `answer` the socket says when it does so: what was logged before has to be fetched.
 */
export const LiveCommand = z.strictObject({
  watch: z.array(idOf("run")).max(100),
  lines: z.array(idOf("run")).max(20).default([]),
  builds: z.array(idOf("build")).max(20).default([]),
  answer: z.boolean().default(false),
});
export type LiveCommand = z.input<typeof LiveCommand>;

/** What the live socket sends. `inbox` comes to one person alone: how many of their notifications are unread. Points without any metric tell that media came: they are fetched by whoever shows them. */
export const LiveMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("hello"), sequence: z.number().int() }),
  z.object({ kind: z.literal("watching") }),
  z.object({ kind: z.literal("inbox"), unread: z.number().int() }),
  z.object({ kind: z.literal("event"), event: WorkspaceEvent }),
  z.object({ kind: z.literal("points"), run_id: idOf("run"), status: RunStatus, metrics: z.array(MetricColumns) }),
  z.object({ kind: z.literal("build"), build_id: idOf("build"), update: BuildUpdate }),
  z.object({ kind: z.literal("lines"), run_id: idOf("run"), lines: z.array(Line) }),
]);
export type LiveMessage = z.infer<typeof LiveMessage>;
