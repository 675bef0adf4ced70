import type { Line } from "../schema/logs.ts";
import type { Context } from "./context.ts";
import { plain } from "./text.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of this one
const COLOURS = /(\u001b\[[0-9;:]*m)/;
const RESET = "\u001b[0m";

/** A line with its colours and nothing else that steers a terminal. */
export function colouredText(text: string): string {
  let hasColour = false;
  const shown = text
    .split(COLOURS)
    .map((part, i) => {
      if (i % 2 === 0) return plain(part);
      hasColour = true;
      return part;
    })
    .join("");
  return hasColour ? shown + RESET : shown;
}

/** A line of a log as the terminal shows it; in a pipe and without colours it is the text alone. */
export function shownLine({ out }: Context, line: Line, { timestamps }: { timestamps: boolean }): string {
  const text = out.hasColor(out.stdout) ? colouredText(line.text) : plain(line.text);
  const when = timestamps ? `${out.paint(out.stdout, "dim", new Date(line.at).toISOString())} ` : "";
  return when + text;
}
