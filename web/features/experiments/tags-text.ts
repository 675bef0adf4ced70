/** Tags as text, a line for each: `team = vision`. */
export const tagsText = (tags: Record<string, string>): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key} = ${value}`)
    .join("\n");

/** The tags that a text names; empty lines say nothing. A line without an equals sign is a tag without a value. */
export function readTags(text: string): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const cut = line.indexOf("=");
    const key = (cut < 0 ? line : line.slice(0, cut)).trim();
    if (key) tags[key] = cut < 0 ? "" : line.slice(cut + 1).trim();
  }
  return tags;
}
