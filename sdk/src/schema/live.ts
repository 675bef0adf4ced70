import { z } from "zod";
import { ActorRef } from "./audit.ts";
import { idOf, Timestamp } from "./common.ts";
import { MetricColumns, RunStatus } from "./runs.ts";

/** One thing that happened in a workspace; every change appends one. */
export const WorkspaceEvent = z
  .object({
    id: idOf("event"),
    sequence: z.number().int(),
    at: Timestamp,
    type: z.enum(["experiment.created", "run.created", "run.updated", "run.finished", "run.crashed", "run.resumed", "run.deleted"]),
    actor: ActorRef,
    subject: z.object({ type: z.enum(["experiment", "run"]), id: z.string() }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "WorkspaceEvent" });
export type WorkspaceEvent = z.infer<typeof WorkspaceEvent>;

/** What a browser sends on the live socket: which runs it wants points of (events come always). */
export const LiveCommand = z.object({ watch: z.array(idOf("run")).max(100) });
export type LiveCommand = z.infer<typeof LiveCommand>;

/** What the live socket sends. */
export const LiveMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("hello"), sequence: z.number().int() }),
  z.object({ kind: z.literal("event"), event: WorkspaceEvent }),
  z.object({ kind: z.literal("points"), run_id: idOf("run"), status: RunStatus, metrics: z.array(MetricColumns) }),
]);
export type LiveMessage = z.infer<typeof LiveMessage>;
