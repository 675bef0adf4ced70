import type { BuildDetail, EventData, UpdateBuild } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { EVENT_FIELDS_MAX } from "../limits.ts";
import { mergeFields, stringifyFields } from "../runs/fields.ts";
import { requireRoom } from "../space.ts";
import { changeTasks } from "../tasks/change.ts";
import { readBuildDetail } from "./rows.ts";
import { type BuildColumns, type BuildRow, readBuild } from "./store.ts";

/** Renames, describes or tags a build. Tells nothing when it changes nothing. Throws `not_found`, `limit_reached`, `payload_too_large`. */
export function updateBuild({ ctx, input }: VerbInput<{ build: string; patch: UpdateBuild }>): BuildDetail {
  const row = readBuild(ctx.sql, input.build);
  requireRoom(ctx.sql);
  const { columns, told } = changesOf(row, input.patch);
  if (Object.keys(columns).length > 0)
    changeTasks(ctx, (changes) => {
      changes.build(row.number).set(columns);
      changes.emit({ type: "build.updated", subject: { type: "build", id: row.id }, data: told });
    });
  return readBuildDetail(ctx.sql, input.build);
}

function changesOf(row: BuildRow, { name, description, tags, remove_tags }: UpdateBuild) {
  const columns: Partial<BuildColumns> = {};
  const told: EventData<"build.updated"> = {};
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
