/** What a Markdown page points at and can be pointed at by. */
export interface Page {
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
  /** Text inside code spans and code blocks. */
  readonly code: readonly string[];
}

/** The anchor of a heading, as GitHub makes it: lower case, spaces as hyphens, punctuation dropped. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
    .replace(/ /g, "-");

/** Reads a page of our own Markdown: inline links and images, headings with `#`, code in backticks or fences. */
export function readPage(text: string): Page {
  const blocks: string[] = [];
  const prose = text.replace(/^ *(`{3,})[^\n]*\n([\s\S]*?)^ *\1 *$/gm, (_, _fence: string, block: string) => {
    blocks.push(block);
    return "";
  });
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
  const anchors = new Set<string>();
  const seen = new Map<string, number>();
  for (const [, heading = ""] of prose.matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const anchor = anchorOf(heading.replaceAll("`", ""));
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    anchors.add(times === 0 ? anchor : `${anchor}-${times}`);
  }
  const links = [...prose.replace(/`[^`\n]+`/g, "code").matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(([, link = ""]) => link);
  return { links, anchors, code: [...spans, ...blocks] };
}
