import { type Color, createAnsiSequenceParser, type ParseToken } from "ansi-sequence-parser";

/** A part of a line in one look. */
export interface Segment {
  text: string;
  /** CSS colours; undefined: the page's own. */
  colour?: string | undefined;
  background?: string | undefined;
  isBold: boolean;
  isDim: boolean;
  isItalic: boolean;
  isUnderlined: boolean;
}

// Written as text: control characters in a literal expression are easily overlooked.
const ESC = "\\u001b";
/** The parser knows colours; other sequences (cursor, links, titles) would show as rubbish. */
const OTHER = new RegExp(
  [
    // An escape inside ends the search for the end: otherwise a line full of beginnings takes quadratic time.
    `${ESC}[\\]PX^_][^\\u0007${ESC}]*(?:\\u0007|${ESC}\\\\)`,
    `${ESC}\\[[0-?]*[ -/]*[@-ln-~]`,
    `${ESC}[()][A-Z0-9]`,
    `${ESC}[=>78DEHMc]`,
  ].join("|"),
  "g",
);
const CONTROL = new RegExp(`(?![\\t${ESC}])\\p{Cc}`, "gu");
const COLOURS = new RegExp(`${ESC}\\[[0-9;:]*m`, "g");

/** What a terminal would show of a line: of text that a carriage return overwrites, the last. */
function lastShown(text: string): string {
  const parts = text.split("\r");
  return parts.findLast((part) => part.replace(COLOURS, "") !== "") ?? "";
}

/** The line without colours and other sequences: what is searched and copied. */
export const plainText = (text: string): string => lastShown(text).replace(OTHER, "").replace(COLOURS, "").replace(CONTROL, "");

const hex = (n: number): string => n.toString(16).padStart(2, "0");

/** The colours 16–255 of a terminal: a cube of 6 × 6 × 6 and 24 greys. */
function tableColour(index: number): string {
  if (index < 16) return `var(--ansi-${index})`;
  if (index >= 232) {
    const grey = hex(8 + (index - 232) * 10);
    return `#${grey}${grey}${grey}`;
  }
  const level = (n: number) => hex(n === 0 ? 0 : 55 + n * 40);
  const cube = index - 16;
  return `#${level(Math.floor(cube / 36))}${level(Math.floor(cube / 6) % 6)}${level(cube % 6)}`;
}

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

function cssOf(colour: Color | null): string | undefined {
  if (!colour) return undefined;
  if (colour.type === "rgb") return `#${colour.rgb.map(hex).join("")}`;
  if (colour.type === "table") return tableColour(colour.index);
  const isBright = colour.name.startsWith("bright");
  const name = isBright ? colour.name.slice(6).toLowerCase() : colour.name;
  return `var(--ansi-${NAMES.indexOf(name) + (isBright ? 8 : 0)})`;
}

function segmentOf({ value, foreground, background, decorations }: ParseToken): Segment {
  const isReversed = decorations.has("reverse");
  return {
    text: value,
    colour: isReversed ? (cssOf(background) ?? "var(--background)") : cssOf(foreground),
    background: isReversed ? (cssOf(foreground) ?? "var(--foreground)") : cssOf(background),
    isBold: decorations.has("bold"),
    isDim: decorations.has("dim"),
    isItalic: decorations.has("italic"),
    isUnderlined: decorations.has("underline"),
  };
}

/** A line as it looks in a terminal. Each line begins plain: lines are shown out of order. */
export function segments(text: string): Segment[] {
  const shown = lastShown(text).replace(OTHER, "").replace(CONTROL, "");
  if (!shown.includes("\u001b")) return [{ text: shown, isBold: false, isDim: false, isItalic: false, isUnderlined: false }];
  return createAnsiSequenceParser().parse(shown).map(segmentOf);
}

/** The segments cut so that each part of the plain text that matches stands alone and is marked. */
export function marked(parts: readonly Segment[], ranges: readonly (readonly [number, number])[]): (Segment & { isMatch: boolean })[] {
  const out: (Segment & { isMatch: boolean })[] = [];
  let at = 0;
  for (const part of parts) {
    const end = at + part.text.length;
    let from = at;
    for (const [start, stop] of ranges) {
      if (stop <= from || start >= end) continue;
      const [a, b] = [Math.max(start, from), Math.min(stop, end)];
      if (a > from) out.push({ ...part, text: part.text.slice(from - at, a - at), isMatch: false });
      out.push({ ...part, text: part.text.slice(a - at, b - at), isMatch: true });
      from = b;
    }
    if (from < end) out.push({ ...part, text: part.text.slice(from - at), isMatch: false });
    at = end;
  }
  return out;
}
