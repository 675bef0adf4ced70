/** A header as it is being typed. */
export interface HeaderLine {
  key: number;
  name: string;
  value: string;
}

let lastKey = 0;
export const newHeaderLine = (): HeaderLine => ({ key: ++lastKey, name: "", value: "" });

/** The headers of lines that say something. */
export const headersOf = (lines: readonly HeaderLine[]): Record<string, string> =>
  Object.fromEntries(lines.filter(({ name }) => name.trim()).map(({ name, value }) => [name.trim(), value]));
