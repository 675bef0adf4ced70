import { z } from "zod";
import { Timestamp } from "../common.ts";
import { RunStatus } from "../runs.ts";
import { FieldNames, NoData, workspaceEvent } from "./define.ts";

const Named = z.strictObject({ id: z.string(), name: z.string() });
const Numbered = z.strictObject({ number: z.number().int(), name: z.string() });
const numbered = { number: 42, name: "quiet-otter-42" };
const experiment = { id: "exp_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", name: "penguins" };

/** What of a run changed: the new value where it is short, else that it changed. */
const RunChanges = z
  .strictObject({
    name: z.string(),
    params: FieldNames,
    remove_params: FieldNames,
    tags: FieldNames,
    remove_tags: FieldNames,
    summary: FieldNames,
    remove_summary: FieldNames,
    group: z.string().nullable(),
    parent: z.string().nullable(),
    experiment: Named,
    notes: z.literal(true),
    inputs: z.literal(true),
    outputs: z.literal(true),
    environment: z.literal(true),
  })
  .partial();

const run = "run";

/** Events of experiments, runs and their files. */
export const RUN_EVENTS = {
  "experiment.created": workspaceEvent({
    description: "An experiment was created, by name or by its first run",
    subject: "experiment",
    data: z.strictObject({ name: z.string() }),
    example: { name: "penguins" },
  }),
  "experiment.updated": workspaceEvent({
    description: "An experiment was renamed, described or tagged",
    subject: "experiment",
    data: z.strictObject({ name: z.string(), description: z.literal(true), tags: FieldNames, remove_tags: FieldNames }).partial(),
    example: { name: "penguins-2", tags: ["team"] },
  }),
  "experiment.archived": workspaceEvent({
    description: "An experiment was archived",
    subject: "experiment",
    data: z.strictObject({ name: z.string() }),
    example: { name: "penguins" },
  }),
  "experiment.restored": workspaceEvent({
    description: "An archived experiment was brought back, by hand or by a run that came to it",
    subject: "experiment",
    data: z.strictObject({ name: z.string(), because: z.literal("run").optional() }),
    example: { name: "penguins" },
  }),
  "run.created": workspaceEvent({
    description: "A run was created, queued or running",
    subject: run,
    data: Numbered.extend({ status: RunStatus, experiment: Named }),
    example: { ...numbered, status: "running", experiment },
  }),
  "run.updated": workspaceEvent({
    description: "Name, place, params, tags, summary or notes of a run changed",
    subject: run,
    data: RunChanges,
    example: { name: "baseline", tags: ["reviewed"] },
  }),
  "run.started": workspaceEvent({
    description: "A queued run began",
    subject: run,
    data: z.strictObject({ attempt: z.number().int() }),
    example: { attempt: 1 },
  }),
  "run.finished": workspaceEvent({
    description: "A run ended: finished, failed, cancelled or preempted",
    subject: run,
    data: z.strictObject({ status: RunStatus }),
    example: { status: "finished" },
  }),
  "run.crashed": workspaceEvent({
    description: "A run fell silent for longer than its heartbeat timeout",
    subject: run,
    data: z.strictObject({ heartbeat_at: Timestamp }),
    example: { heartbeat_at: "2026-11-21T09:30:00.000Z" },
  }),
  "run.resumed": workspaceEvent({
    description: "A run that had ended or crashed went on",
    subject: run,
    data: z.strictObject({ attempt: z.number().int(), from: RunStatus }),
    example: { attempt: 2, from: "failed" },
  }),
  "run.archived": workspaceEvent({ description: "A run was archived", subject: run, data: NoData, example: {} }),
  "run.unarchived": workspaceEvent({
    description: "An archived run was brought back",
    subject: run,
    data: NoData,
    example: {},
  }),
  "run.deleted": workspaceEvent({
    description: "A run was moved to the trash",
    subject: run,
    data: Numbered.extend({ purge_at: Timestamp }),
    example: { ...numbered, purge_at: "2026-12-21T09:30:00.000Z" },
  }),
  "run.restored": workspaceEvent({ description: "A run was taken back from the trash", subject: run, data: Numbered, example: numbered }),
  "run.purged": workspaceEvent({
    description: "A run in the trash was dropped for good",
    subject: run,
    data: Numbered,
    example: numbered,
  }),
  "artifact.created": workspaceEvent({
    description: "Files of a run were added or replaced",
    subject: run,
    data: z.strictObject({ count: z.number().int(), bytes: z.number().int(), paths: FieldNames }),
    example: { count: 1, bytes: 10_240, paths: ["model/weights.bin"] },
  }),
  "artifact.deleted": workspaceEvent({
    description: "Files of a run were deleted: one, or all below a folder",
    subject: run,
    data: z.strictObject({ count: z.number().int(), bytes: z.number().int(), path: z.string() }),
    example: { count: 1, bytes: 10_240, path: "model/weights.bin" },
  }),
} as const;
