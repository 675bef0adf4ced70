import { joinFilters } from "@cairn/sdk/filter";
import type { Lifecycle, RunSearch, SortBy } from "@cairn/sdk/schema";
import { fieldOf, parseColumn } from "./columns";
import type { AddressState } from "./state";

/** Which runs the table shows, in which order, and which of their fields. */
export interface Question {
  experiment: string | null;
  filter: string;
  lifecycle: Lifecycle;
  sort: readonly SortBy[];
  /** Fields beside the attributes, sorted, so that the order of columns asks for nothing anew. */
  fields: readonly string[];
}

/** What a table of these columns asks; what names no column asks for nothing. */
export function questionOf(
  { experiment, q, tab, sort }: Pick<AddressState, "experiment" | "q" | "tab" | "sort">,
  ids: readonly string[],
): Question {
  const fields = ids.flatMap((id) => {
    const column = parseColumn(id);
    return (column && fieldOf(column)) ?? [];
  });
  return { experiment, filter: q, lifecycle: tab, sort, fields: [...new Set(fields)].sort() };
}

/** The part of a question that every way of asking shares. */
export function whereOf({ experiment, filter, lifecycle }: Pick<Question, "experiment" | "filter" | "lifecycle">) {
  return { ...(experiment ? { experiments: [experiment] } : {}), ...(filter.trim() ? { filter } : {}), lifecycle };
}

/** The question as the search takes it. */
export function searchOf(question: Question): Omit<RunSearch, "limit"> {
  return { ...whereOf(question), sort: [...question.sort], fields: [...question.fields] };
}

/** The filter with one condition more. A filter that cannot be read gives way to the condition. */
export function addCondition(filter: string, condition: string): string {
  try {
    return joinFilters([filter, condition]);
  } catch {
    return condition;
  }
}
