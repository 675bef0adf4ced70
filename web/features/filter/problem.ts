import { FilterError, parseFilter } from "@cairn/sdk/filter";

/** What is wrong with a filter and where; null for one that can be read. */
export function filterProblem(text: string): { message: string; position: number } | null {
  try {
    parseFilter(text);
    return null;
  } catch (error) {
    return error instanceof FilterError ? { message: error.message, position: error.position } : { message: String(error), position: 0 };
  }
}
