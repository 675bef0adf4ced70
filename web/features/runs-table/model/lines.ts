import type { RunGroups } from "@cairn/sdk/schema";
import type { Question } from "./question";

export type Group = RunGroups["groups"][number];

/** A line of the table: a run at a place of a question's answer, or the head of a group. */
export type Line = { kind: "run"; question: Question; offset: number } | { kind: "group"; group: Group; isOpen: boolean };

/** All lines of the table, found without listing them. */
export interface Lines {
  count: number;
  at(index: number): Line | null;
}

/** Lines of a table without groups. */
export function plainLines(question: Question, count: number): Lines {
  return { count, at: (offset) => (offset >= 0 && offset < count ? { kind: "run", question, offset } : null) };
}

/** Heads of groups, each with its runs below where it is open. `questionOf` asks for the runs of one group. */
export function groupLines(groups: readonly Group[], isOpen: (group: Group) => boolean, questionOf: (group: Group) => Question): Lines {
  const starts: number[] = [];
  let count = 0;
  for (const group of groups) {
    starts.push(count);
    count += 1 + (isOpen(group) ? group.count : 0);
  }
  const questions = new Map<Group, Question>();
  return {
    count,
    at(index) {
      if (index < 0 || index >= count) return null;
      const which = lastAtMost(starts, index);
      const group = groups[which];
      if (!group) return null;
      const offset = index - (starts[which] ?? 0) - 1;
      if (offset < 0) return { kind: "group", group, isOpen: isOpen(group) };
      const question = questions.get(group) ?? questionOf(group);
      questions.set(group, question);
      return { kind: "run", question, offset };
    },
  };
}

/** Index of the last number that is at most `value`, of numbers that grow. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
