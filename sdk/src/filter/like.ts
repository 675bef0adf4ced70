/** A pattern of `like` that stands for exactly this text. */
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, "\\$&");

/** Reverse of escapeLike; null for a pattern with wildcards. */
export function unescapeLike(pattern: string): string | null {
  let text = "";
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] ?? "";
    const next = pattern[i + 1];
    if (char === "%" || char === "_") return null;
    if (char === "\\" && (next === "\\" || next === "%" || next === "_")) {
      text += next;
      i += 1;
    } else text += char;
  }
  return text;
}
