import { joinFilters } from "@cairn/sdk/filter";
import type { Lifecycle, RunSearch, SortBy } from "@cairn/sdk/schema";

/** Which runs the table shows, in which order, and which of their fields. */
export interface Question {
  experiment: string | null;
  filter: string;
  lifecycle: Lifecycle;
  sort: readonly SortBy[];
  /** Fields beside the attributes, sorted, so that the order of columns asks for nothing anew. */
  fields: readonly string[];
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
