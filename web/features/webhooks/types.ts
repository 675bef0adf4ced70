import type { EventTypeEntry } from "@cairn/sdk/schema";

/** The noun of a type: "run" of "run.finished". */
export const nounOf = (type: string): string => type.slice(0, type.indexOf("."));

/** Whether an endpoint with these patterns gets a type. As the contract's `matchesType`, whose module brings the validator along. */
export const matches = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) => pattern === "*" || pattern === type || (pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1))));

/** What an endpoint of a place can get: a workspace's endpoint hears of its workspace and of what was done to it, nobody of people alone. */
export const offered = (catalogue: readonly EventTypeEntry[]): EventTypeEntry[] => catalogue.filter(({ scope }) => scope !== "person");

export interface NounGroup {
  noun: string;
  entries: EventTypeEntry[];
}

/** The types by their nouns; with a text only those whose name or description holds it. */
export function groupTypes(entries: readonly EventTypeEntry[], text = ""): NounGroup[] {
  const wanted = text.trim().toLowerCase();
  const groups = new Map<string, EventTypeEntry[]>();
  for (const entry of entries) {
    if (wanted && !`${entry.type} ${entry.description}`.toLowerCase().includes(wanted)) continue;
    const noun = nounOf(entry.type);
    groups.set(noun, [...(groups.get(noun) ?? []), entry]);
  }
  return [...groups].map(([noun, all]) => ({ noun, entries: all }));
}

/** Ticks or unticks a type: all of a noun that is ticked whole becomes its other types. */
export function toggleType(patterns: readonly string[], type: string, group: readonly EventTypeEntry[]): string[] {
  const whole = `${nounOf(type)}.*`;
  if (patterns.includes(whole))
    return [...patterns.filter((each) => each !== whole), ...group.map((entry) => entry.type).filter((each) => each !== type)];
  return patterns.includes(type) ? patterns.filter((each) => each !== type) : [...patterns, type];
}

/** Ticks all of a noun, those to come as well, or none of it. */
export function toggleNoun(patterns: readonly string[], noun: string): string[] {
  const whole = `${noun}.*`;
  const others = patterns.filter((each) => each !== whole && nounOf(each) !== noun);
  return patterns.includes(whole) ? others : [...others, whole];
}

/** Types in a few words: "All events", "run.*, view.created and 3 more". */
export function typeWords(patterns: readonly string[], shown = 2): string {
  if (patterns.includes("*")) return "All events";
  const rest = patterns.length - shown;
  return rest > 0 ? `${patterns.slice(0, shown).join(", ")} and ${rest} more` : patterns.join(", ");
}
