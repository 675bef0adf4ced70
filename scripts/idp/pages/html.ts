/** Markup that is safe to send as it is. Everything else is escaped when it is put into a template. */
export type Html = { readonly markup: string };
type Part = Html | string | number | false | null | undefined | readonly Part[];

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function render(part: Part): string {
  if (part === false || part === null || part === undefined) return "";
  if (typeof part === "string" || typeof part === "number") return String(part).replace(/[&<>"']/g, (c) => entities[c] ?? c);
  if ("markup" in part) return part.markup;
  return part.map(render).join("");
}

/** Builds markup from a template; strings and numbers put into it are escaped, so are those in lists. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: strings.reduce((all, text, i) => all + render(parts[i - 1]) + text) };
}

/** Marks markup made by the provider library as safe. Never give it anything a person typed. */
export const trusted = (markup: string): Html => ({ markup });
