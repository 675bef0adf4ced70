import { z } from "zod";
import { Timestamp } from "../common.ts";
import { BuildStatus, BuildTaskStatus } from "../task-status.ts";
import { FieldNames, workspaceEvent } from "./define.ts";

const Numbered = z.strictObject({ number: z.number().int(), name: z.string() });
const numbered = { number: 12, name: "brave-otter-12" };
const Counts = z.partialRecord(BuildTaskStatus, z.number().int()).meta({ description: "tasks by how they stand, those that there are" });
const subject = "build";

/** Events of builds. */
export const BUILD_EVENTS = {
  "build.created": workspaceEvent({ description: "A build began", subject, data: Numbered, example: numbered }),
  "build.updated": workspaceEvent({
    description: "Name, description or tags of a build changed",
    subject,
    data: z.strictObject({ name: z.string(), description: z.literal(true), tags: FieldNames, remove_tags: FieldNames }).partial(),
    example: { description: true, tags: ["team"] },
  }),
  "build.finished": workspaceEvent({
    description: "A build ended: as a success, failed, interrupted or cancelled",
    subject,
    data: Numbered.extend({ status: BuildStatus, counts: Counts, error: z.string().nullable() }),
    example: { ...numbered, status: "failed", counts: { success: 40, failed: 1, skipped: 3 }, error: "1 task failed" },
  }),
  "build.interrupted": workspaceEvent({
    description: "A build fell silent for longer than its heartbeat timeout",
    subject,
    data: Numbered.extend({ heartbeat_at: Timestamp }),
    example: { ...numbered, heartbeat_at: "2026-11-21T09:30:00.000Z" },
  }),
  "build.resumed": workspaceEvent({
    description: "A build that had ended went on",
    subject,
    data: Numbered.extend({ from: BuildStatus }),
    example: { ...numbered, from: "failed" },
  }),
  "build.overridden": workspaceEvent({
    description: "Somebody set the status of a build by hand",
    subject,
    data: Numbered.extend({ from: BuildStatus, to: BuildStatus, reason: z.string() }),
    example: { ...numbered, from: "failed", to: "success", reason: "the failed one is not needed" },
  }),
} as const;
