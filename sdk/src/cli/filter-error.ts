import { CairnError } from "../errors.ts";
import { FilterError, parseFilter } from "../filter/index.ts";
import { EXIT } from "./exit-codes.ts";
import { Failure, usage } from "./failure.ts";
import { plain, widthOf } from "./text.ts";

/** Most of a long filter that is shown on each side of the fault, in characters. */
const AROUND = 60;

/** The filter with a caret below the place of a fault; `position` counts UTF-16 units from 0. */
export function pointAt(filter: string, position: number): [string, string] {
  const at = Math.min(Math.max(0, position), filter.length);
  const from = at > AROUND ? at - AROUND : 0;
  const before = plain(`${from > 0 ? "…" : ""}${filter.slice(from, at)}`);
  const after = plain(filter.slice(at, at + AROUND));
  const rest = at + AROUND < filter.length ? "…" : "";
  return [before + after + rest, `${" ".repeat(widthOf(before))}^`];
}

/**
 * Does something with a filter; when the server refuses it, the failure shows where it is wrong. `before` is what was put in front of
 * the filter that the person typed, in characters.
 */
export async function withFilter<T>(filter: string | undefined, before: number, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (filter === undefined || !CairnError.isCairnError(error)) throw error;
    const fault = error.errors.find(({ position }) => position !== undefined);
    if (fault?.position === undefined) throw error;
    throw new Failure(EXIT.usage, `The filter is not valid: ${plain(fault.message)}.`, undefined, {
      cause: error,
      details: pointAt(filter, fault.position - before),
    });
  }
}

/** Refuses a filter that cannot be read before anything is asked. */
export function checkFilter(filter: string): void {
  try {
    parseFilter(filter);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw usage(`The filter is not valid: ${plain(error.message)}.`, undefined, pointAt(filter, error.position));
  }
}
