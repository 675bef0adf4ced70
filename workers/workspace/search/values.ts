import type { FieldValues, ValuesQuery } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { compareKeys, groupsOf, toCellValue } from "./groups.ts";
import { matchRuns } from "./match.ts";
import { fieldAt } from "./question.ts";

/** Values that runs which are not deleted have in a field, the most frequent first. Throws `invalid_request`. */
export async function readValues({ ctx, input }: VerbInput<ValuesQuery>): Promise<FieldValues> {
  const field = fieldAt("query.field", input.field);
  const { numbers, view } = await matchRuns(ctx, {
    experiments: input.experiment === undefined ? undefined : [input.experiment],
    filter: "deleted_at is null",
    lifecycle: "all",
  });
  const wanted = input.search?.toLowerCase() ?? "";
  const values = groupsOf(view, numbers, [field])
    .filter(({ key }) => key[0] !== null)
    .map(({ key, runs }) => ({ key, value: toCellValue(field, key[0]), runs: runs.length }))
    .filter(({ value }) => wanted === "" || String(value).toLowerCase().includes(wanted))
    .sort((a, b) => b.runs - a.runs || compareKeys(a.key, b.key));
  const items = values.slice(0, input.limit).map(({ value, runs }) => ({ value, runs }));
  return { items, is_complete: values.length <= input.limit };
}
