import { parseTaskQuery, printTaskQuery, type TaskCondition, type TaskOperator, TaskQueryError } from "@cairn/sdk/tasks/query";

/** Operators in words. */
export const OPERATOR_WORDS: Readonly<Record<TaskOperator, string>> = {
  "=": "is",
  "!=": "is not",
  "<": "less than",
  "<=": "at most",
  ">": "more than",
  ">=": "at least",
  "~": "contains",
  "^": "starts with",
};

/** One condition of a search for tasks (docs/task-api.md). A word that stands alone has the field `text`. */
export type Condition = Omit<TaskCondition, "position">;

/** A text that is no search: what is wrong, and where. */
export interface Problem {
  message: string;
  /** Place of the character, from 0. */
  position: number;
}

/** The conditions of a search; where it goes wrong, those before and what is wrong. */
export function readConditions(text: string): { conditions: Condition[]; problem: Problem | null } {
  try {
    return { conditions: parseTaskQuery(text), problem: null };
  } catch (error) {
    if (!(error instanceof TaskQueryError)) throw error;
    const { message, position } = error;
    const before = text.slice(0, position).replace(/\S*$/, "");
    return { conditions: before.trim() ? readConditions(before).conditions : [], problem: { message, position } };
  }
}

/** The search with one more condition. What says the same, or the very opposite, is replaced. */
export function withCondition(text: string, added: Condition): string {
  const { conditions } = readConditions(text);
  const isOther = ({ field, value }: Condition) => field !== added.field || value !== added.value;
  return printTaskQuery([...conditions.filter(isOther), added]);
}
