import type { BuildDetail, UpdateBuild } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { describedChanges } from "../described.ts";
import { requireRoom } from "../space.ts";
import { changeTasks } from "../tasks/change.ts";
import { readBuildDetail } from "./rows.ts";
import { readBuild } from "./store.ts";

/** Renames, describes or tags a build. Tells nothing when it changes nothing. Throws `not_found`, `limit_reached`, `payload_too_large`. */
export function updateBuild({ ctx, input }: VerbInput<{ build: string; patch: UpdateBuild }>): BuildDetail {
  const row = readBuild(ctx.sql, input.build);
  requireRoom(ctx.sql);
  const { columns, told } = describedChanges(row, input.patch);
  if (Object.keys(columns).length > 0)
    changeTasks(ctx, (changes) => {
      changes.build(row.number).set(columns);
      changes.emit({ type: "build.updated", subject: { type: "build", id: row.id }, data: told });
    });
  return readBuildDetail(ctx.sql, input.build);
}
