import type { EventData, UpdateBuild } from "@cairn/sdk/schema";
import { EVENT_FIELDS_MAX } from "./limits.ts";
import { mergeFields, stringifyFields } from "./runs/fields.ts";

/** Columns of what people name, describe and tag; tags as JSON. */
export interface Described {
  name: string;
  description: string;
  tags: string;
}

/** What a change of them sets, and what is told of it: nothing of what stays as it is. Throws `payload_too_large`. */
export function describedChanges(row: Described, { name, description, tags, remove_tags }: UpdateBuild) {
  const columns: Partial<Described> = {};
  const told: EventData<"build.updated" | "experiment.updated"> = {};
  if (name !== undefined && name !== row.name) columns.name = told.name = name;
  if (description !== undefined && description !== row.description) {
    columns.description = description;
    told.description = true;
  }
  const { fields, set, dropped } = mergeFields(JSON.parse(row.tags), tags, remove_tags);
  if (set.length > 0) told.tags = set.slice(0, EVENT_FIELDS_MAX);
  if (dropped.length > 0) told.remove_tags = dropped.slice(0, EVENT_FIELDS_MAX);
  if (set.length > 0 || dropped.length > 0) columns.tags = stringifyFields("tags", fields);
  return { columns, told };
}
