import { usage } from "./failure.ts";

/** Tags from words such as `team=vision`. */
export function parseTags(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf("=");
      if (at < 1) throw usage(`A tag is written as key=value, not ${word}.`);
      return [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}
