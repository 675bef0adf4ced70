import { z } from "zod";
import { ActorRef } from "./audit.ts";
import { idOf, Timestamp } from "./common.ts";
import { Line } from "./logs.ts";
import { MetricColumns } from "./metrics.ts";
import { RunStatus } from "./runs.ts";

export const WORKSPACE_EVENT_TYPES = [
  "experiment.created",
  "experiment.updated",
  "experiment.archived",
  "experiment.restored",
  "run.created",
  "run.updated",
  "run.started",
  "run.finished",
  "run.crashed",
  "run.resumed",
  "run.archived",
  "run.unarchived",
  "run.deleted",
  "run.restored",
  "run.purged",
  "artifact.created",
  "artifact.deleted",
  "view.created",
  "view.updated",
  "view.deleted",
] as const;

/** One thing that happened in a workspace; every change appends one. */
export const WorkspaceEvent = z
  .object({
    id: idOf("event"),
    sequence: z.number().int(),
    at: Timestamp,
    type: z.enum(WORKSPACE_EVENT_TYPES),
    actor: ActorRef,
    subject: z.object({ type: z.enum(["experiment", "run", "view"]), id: z.string() }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "WorkspaceEvent" });
export type WorkspaceEvent = z.infer<typeof WorkspaceEvent>;

/** What a browser sends on the live socket: which runs it wants points and lines of (events come always). */
export const LiveCommand = z.object({ watch: z.array(idOf("run")).max(100), lines: z.array(idOf("run")).max(20).default([]) });
export type LiveCommand = z.input<typeof LiveCommand>;

/** What the live socket sends. Points without any metric tell that media came: they are fetched by whoever shows them. */
export const LiveMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("hello"), sequence: z.number().int() }),
  z.object({ kind: z.literal("event"), event: WorkspaceEvent }),
  z.object({ kind: z.literal("points"), run_id: idOf("run"), status: RunStatus, metrics: z.array(MetricColumns) }),
  z.object({ kind: z.literal("lines"), run_id: idOf("run"), lines: z.array(Line) }),
]);
export type LiveMessage = z.infer<typeof LiveMessage>;
