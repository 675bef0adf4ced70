/** What is looked for in lines. */
export interface Search {
  text: string;
  isRegex: boolean;
}

/** Finds all places of a search in a text, in any case; null when the expression is none. */
export function finder({ text, isRegex }: Search): ((line: string) => [number, number][]) | null {
  if (text === "") return () => [];
  let expression: RegExp;
  try {
    expression = new RegExp(isRegex ? text : text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"), "giu");
  } catch {
    return null;
  }
  return (line) =>
    [...line.matchAll(expression)].flatMap(({ 0: found, index }) =>
      found.length > 0 ? [[index, index + found.length] as [number, number]] : [],
    );
}
