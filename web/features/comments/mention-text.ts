/** Somebody whom a text being written names, by the words that stand for them in it. */
export interface Named {
  id: string;
  /** What follows the @, unlike that of anybody else in the text. */
  label: string;
}

/** Characters that would end the name in `@[name](id)`. */
const clean = (name: string) => name.replaceAll(/[[\]\n\\]/g, " ").trim() || "somebody";

/** The words for a person among those who are named already: their name, with the address where somebody else has the same. */
export function nameFor(person: { id: string; name: string; email: string }, named: readonly Named[]): Named {
  const label = clean(person.name);
  const isTaken = named.some((one) => one.label === label && one.id !== person.id);
  return { id: person.id, label: isTaken ? `${label} ${clean(person.email)}` : label };
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What is sent: each `@name` of somebody picked as `@[name](id)`. The longest names count first, so that none is cut short. */
export function toBody(text: string, named: readonly Named[]): string {
  if (named.length === 0) return text;
  const byLabel = new Map(named.map((one) => [one.label, one.id]));
  const labels = [...byLabel.keys()].sort((a, b) => b.length - a.length).map(escaped);
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}_])@(${labels.join("|")})(?![\\p{L}\\p{N}_])`, "gu"), (all, label: string) => {
    const id = byLabel.get(label);
    return id ? `@[${label}](${id})` : all;
  });
}

/** A comment as it is edited: names in place of ids. */
export function toText(body: string): { text: string; named: Named[] } {
  const named: Named[] = [];
  const text = body.replaceAll(/@\[([^\]\n]{1,200})\]\((usr_[0-9a-f-]{36})\)/g, (all, label: string, id: string) => {
    const other = named.find((one) => one.label === label);
    if (other && other.id !== id) return all;
    if (!other) named.push({ id, label });
    return `@${label}`;
  });
  return { text, named };
}

/** The word after an @ at which the cursor stands, and where the @ is; null when it stands at none. */
export function wordAt(text: string, cursor: number): { at: number; word: string } | null {
  const found = /(?:^|[\s(])@([^\s@()[\]]{0,40})$/u.exec(text.slice(0, cursor));
  return found ? { at: cursor - (found[1] ?? "").length - 1, word: found[1] ?? "" } : null;
}
