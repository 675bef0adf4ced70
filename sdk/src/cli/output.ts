import { styleText } from "node:util";
import { cut, plain, widthOf } from "./text.ts";

export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

/** The part of a stream that output needs. */
export interface Sink {
  write: (text: string) => unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

export interface OutputOptions {
  json: boolean;
  quiet: boolean;
  color: "auto" | "always" | "never";
  env: Readonly<Record<string, string | undefined>>;
}

export interface Column<T> {
  title: string;
  value: (row: T) => string | number | null | undefined;
  align?: "right";
  style?: (row: T) => Style | undefined;
  /** Never cut: it is there to be copied. */
  whole?: true;
  /** Left out of a terminal that is too narrow: `uncut` unless all fits uncut, `cut` when it does not even when others are cut. */
  optional?: "uncut" | "cut";
}

const GAP = "  ";
/** A column is cut down to this at most, in characters. */
const NARROWEST = 8;

const total = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width, (widths.length - 1) * GAP.length);

/** A column as the terminal's width decides on it: how wide it would be, and how narrow it may get. */
interface Extent {
  natural: number;
  narrowest: number;
  optional: Column<never>["optional"];
}

/**
 * Which columns a terminal shows: all when they fit; else without the optional ones; then, from the right, those are left out that do not
 * fit even when the others are cut as far as they may be. The first always stays.
 */
function choose(columns: readonly Extent[], room: number): number[] {
  let shown = columns.map((_, i) => i);
  const width = (extent: "natural" | "narrowest") => total(shown.map((i) => columns[i]?.[extent] ?? 0));
  if (width("natural") > room) shown = shown.filter((i) => columns[i]?.optional !== "uncut");
  while (width("narrowest") > room && shown.some((i) => columns[i]?.optional)) {
    shown.splice(
      shown.findLastIndex((i) => columns[i]?.optional),
      1,
    );
  }
  while (shown.length > 1 && width("narrowest") > room) shown = shown.slice(0, -1);
  return shown;
}

/** Narrows the widest columns that may be cut until a row fits, or none of them can give more. */
function fit(columns: readonly Extent[], room: number): number[] {
  const widths = columns.map(({ natural }) => natural);
  for (let over = total(widths) - room; over > 0; over--) {
    const widest = columns.reduce((best, { narrowest }, i) => {
      const width = widths[i] ?? 0;
      return width > narrowest && width > (widths[best] ?? 0) ? i : best;
    }, -1);
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** Data goes to stdout, talk to stderr: a pipe gets data only. */
export class Output {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly #options: OutputOptions;

  constructor(stdout: Sink, stderr: Sink, options: OutputOptions) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.#options = options;
  }

  get isJson(): boolean {
    return this.#options.json;
  }

  /** Whether a stream gets colours (no-color.org; a dumb terminal has none). */
  hasColor(sink: Sink): boolean {
    const { color, env } = this.#options;
    if (color !== "auto") return color === "always";
    return Boolean(sink.isTTY) && !env.NO_COLOR && env.TERM !== "dumb";
  }

  /** A piece of text in a style, for one stream. */
  paint(sink: Sink, style: Style | undefined, text: string): string {
    return style && this.hasColor(sink) ? styleText(style, text, { validateStream: false }) : text;
  }

  /** One line of data. */
  data(line: string): void {
    this.stdout.write(`${line}\n`);
  }

  /** A value as JSON: indented for eyes, on one line for pipes. */
  json(value: unknown): void {
    this.data(JSON.stringify(value, null, this.stdout.isTTY ? 2 : undefined));
  }

  /** One line to the person; silent under --quiet. */
  say(line = ""): void {
    if (!this.#options.quiet) this.stderr.write(`${line}\n`);
  }

  warn(line: string): void {
    this.stderr.write(`${this.paint(this.stderr, "yellow", "Warning:")} ${line}\n`);
  }

  /** Whether drawings may use characters beyond ASCII: a terminal whose locale is UTF-8. */
  get hasUnicode(): boolean {
    const { env } = this.#options;
    if (!this.stdout.isTTY || env.TERM === "dumb" || env.TERM === "linux") return false;
    return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || "") || env.WT_SESSION !== undefined;
  }

  /** Columns of the terminal; null in a pipe, where nothing is cut. */
  get room(): number | null {
    return this.stdout.isTTY ? this.stdout.columns || 80 : null;
  }

  /**
   * Rows in aligned columns. In a terminal the widest columns are cut until a row fits, and what does not fit even so is left out
   * and said; in a pipe all is whole.
   */
  table<T>(rows: readonly T[], all: readonly Column<T>[]): void {
    const room = this.room ?? Number.POSITIVE_INFINITY;
    const texts = rows.map((row) => all.map((column) => plain(String(column.value(row) ?? "–"))));
    const extents = all.map((column, i): Extent => {
      const values = texts.reduce((wide, line) => Math.max(wide, widthOf(line[i] ?? "")), 0);
      const natural = Math.max(values, widthOf(column.title));
      // A number that is cut is another number; its title may be.
      const narrowest = column.whole ? natural : column.align === "right" ? Math.max(1, values) : Math.min(natural, NARROWEST);
      return { natural, narrowest, optional: column.optional };
    });
    const kept = choose(extents, room);
    const columns = all.filter((_, i) => kept.includes(i));
    const cells = texts.map((line) => kept.map((i) => line[i] ?? ""));
    const widths = fit(
      extents.filter((_, i) => kept.includes(i)),
      room,
    );
    const line = (texts: readonly string[], style: (i: number) => Style | undefined) => {
      const shown = columns.map((column, i) => {
        const text = cut(texts[i] ?? "", widths[i] ?? 0);
        const gap = " ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(text)));
        const painted = this.paint(this.stdout, style(i), text);
        if (column.align === "right") return gap + painted;
        return i === columns.length - 1 ? painted : painted + gap;
      });
      this.data(shown.join(GAP).trimEnd());
    };
    line(
      columns.map((column) => column.title),
      () => "dim",
    );
    for (const [r, row] of rows.entries()) line(cells[r] ?? [], (i) => columns[i]?.style?.(row));
    const lost = all.filter((column, i) => !kept.includes(i) && !column.optional);
    if (lost.length > 0) this.say(`The terminal is too narrow for: ${lost.map((column) => plain(column.title)).join(", ")}.`);
  }

  /** Names and values below each other. */
  facts(sink: Sink, pairs: readonly (readonly [string, string | null | undefined])[]): void {
    const shown = pairs.filter(([, value]) => value !== undefined);
    const width = Math.max(...shown.map(([name]) => widthOf(name)));
    for (const [name, value] of shown) {
      sink.write(`${this.paint(sink, "dim", name + " ".repeat(width - widthOf(name)))}  ${plain(value ?? "–")}\n`);
    }
  }
}
