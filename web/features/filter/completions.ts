import type { RunField } from "@cairn/sdk/schema";

/** Fields offered at once. */
const OFFERED = 12;
const WORD = /[\p{L}\p{N}_.\-/:@%[\]]+$/u;

/** Fields that the word before the caret may become, and where it stands. Inside of quotes nothing is offered. */
export function completionsAt(text: string, caret: number, fields: readonly RunField[]): { list: string[]; from: number; to: number } {
  const before = text.slice(0, caret);
  const none = { list: [], from: caret, to: caret };
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return none;
  const word = WORD.exec(before)?.[0] ?? "";
  const from = caret - word.length;
  // After an operator stands a value, not a field.
  if (word === "" || /(?:[=<>~]|\b(?:in|like|ilike|contains|matches|between|is)\s*\(?)\s*$/i.test(before.slice(0, from))) return none;
  const wanted = word.toLowerCase();
  const ranked = fields
    .map(({ field, runs }) => ({ field, runs, rank: rankOf(field.toLowerCase(), wanted) }))
    .filter(({ rank, field }) => rank < 3 && field !== word)
    .sort((a, b) => a.rank - b.rank || b.runs - a.runs || a.field.localeCompare(b.field));
  return { list: ranked.slice(0, OFFERED).map(({ field }) => field), from, to: caret };
}

/** 0: begins so; 1: its own name does; 2: holds it somewhere; 3: not at all. */
function rankOf(field: string, wanted: string): number {
  if (field.startsWith(wanted)) return 0;
  if (field.slice(field.indexOf(".") + 1).startsWith(wanted)) return 1;
  return field.includes(wanted) ? 2 : 3;
}
