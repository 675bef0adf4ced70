/**
 * Builds a path from parts that it encodes.
 * @throws TypeError for a part that would change the path's shape.
 */
export function path(texts: TemplateStringsArray, ...parts: string[]): string {
  return texts.reduce((sum, text, i) => {
    const part = parts[i - 1];
    if (typeof part !== "string" || part === "" || part === "." || part === "..") {
      throw new TypeError(`a name or an id is needed in the path after ${sum}, not ${JSON.stringify(part)}`);
    }
    return sum + encodeURIComponent(part) + text;
  });
}

/** Query string with its question mark; leaves out what is undefined or null. */
export function queryString(query: object | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) search.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}
