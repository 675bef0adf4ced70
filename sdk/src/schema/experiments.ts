import { z } from "zod";
import { DisplayName, idOf, PageQuery, Timestamp } from "./common.ts";
import { FieldKeys, Tags } from "./fields.ts";

export const ExperimentName = DisplayName.meta({ examples: ["penguins"] });
/** Markdown, as a person writes it about a thing. */
export const Notes = z.string().max(100_000);

export const Experiment = z
  .object({
    id: idOf("experiment"),
    name: z.string(),
    description: z.string(),
    tags: Tags,
    created_at: Timestamp,
    archived_at: Timestamp.nullable(),
    run_count: z.number().int().meta({ description: "runs that are not deleted" }),
    last_run_at: Timestamp.nullable(),
  })
  .meta({ id: "Experiment" });
export type Experiment = z.infer<typeof Experiment>;

export const ExperimentDetail = Experiment.extend({
  comment_count: z.number().int(),
}).meta({ id: "ExperimentDetail" });
export type ExperimentDetail = z.infer<typeof ExperimentDetail>;

export const CreateExperiment = z
  .strictObject({ name: ExperimentName, description: Notes.default(""), tags: Tags.default({}) })
  .meta({ id: "CreateExperiment", examples: [{ name: "penguins" }] });
export type CreateExperiment = z.infer<typeof CreateExperiment>;

export const UpdateExperiment = z
  .strictObject({
    name: ExperimentName.optional(),
    description: Notes.optional(),
    tags: Tags.optional().meta({ description: "merged key by key" }),
    remove_tags: FieldKeys.optional(),
    archived: z.boolean().optional(),
  })
  .meta({ id: "UpdateExperiment", examples: [{ archived: true }] });
export type UpdateExperiment = z.infer<typeof UpdateExperiment>;

export const ExperimentListQuery = PageQuery.extend({
  archived: z.enum(["no", "yes", "all"]).default("no"),
  name: z.string().max(100).optional().meta({ description: "part of the name, in any case" }),
});
export type ExperimentListQuery = z.infer<typeof ExperimentListQuery>;

/** The part of experiments' names before the first `/`, with what is below it. */
export const Namespace = z
  .object({
    namespace: z.string().meta({ description: "empty: experiments without a `/`" }),
    experiments: z.number().int(),
    runs: z.number().int(),
  })
  .meta({ id: "Namespace" });
export type Namespace = z.infer<typeof Namespace>;
