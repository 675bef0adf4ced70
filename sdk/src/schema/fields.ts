import { z } from "zod";

/** Most params or tags of one run. */
export const RUN_FIELDS_MAX = 1_000;

/** Name of a param, tag or metric: up to 250 characters, `/` groups them. */
export const FieldKey = z
  .string()
  .min(1)
  .max(250)
  .regex(/^(?!__proto__$)[\p{L}\p{N}_.\-/ :@%()[\]]+$/u, "may hold letters, digits, spaces and _ . - / : @ % ( ) [ ], and is not __proto__")
  .meta({ examples: ["train/loss"] });

export const ParamValue = z.union([z.string().max(6_000), z.number(), z.boolean(), z.null()]);
export type ParamValue = z.infer<typeof ParamValue>;

const fieldsOf = <T extends z.ZodType>(value: T) =>
  z.record(FieldKey, value).refine((fields) => Object.keys(fields).length <= RUN_FIELDS_MAX, `may hold at most ${RUN_FIELDS_MAX} fields`);

export const Params = fieldsOf(ParamValue);
export type Params = z.infer<typeof Params>;
export const Tags = fieldsOf(z.string().max(8_000));
export type Tags = z.infer<typeof Tags>;
/** Names of fields to drop. */
export const FieldKeys = z.array(FieldKey).max(RUN_FIELDS_MAX);

/** A number that JSON cannot hold is one of these words. */
export const MetricValue = z.union([z.number(), z.literal(["NaN", "Infinity", "-Infinity"])], {
  error: `must be a number, "NaN", "Infinity" or "-Infinity"`,
});
export type MetricValue = z.infer<typeof MetricValue>;
