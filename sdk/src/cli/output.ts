import { styleText } from "node:util";
import { cut, plain, widthOf } from "./text.ts";

type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

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

  /** Rows in aligned columns; cut to the terminal's width, whole in a pipe. */
  table<T>(rows: readonly T[], columns: readonly Column<T>[]): void {
    const cells = rows.map((row) => columns.map((column) => plain(String(column.value(row) ?? "–"))));
    const widths = columns.map((column, i) => Math.max(widthOf(column.title), ...cells.map((line) => widthOf(line[i] ?? ""))));
    const line = (texts: readonly string[], style: (i: number) => Style | undefined) => {
      let room = this.stdout.isTTY ? (this.stdout.columns ?? 80) : Number.POSITIVE_INFINITY;
      let text = "";
      for (const [i, column] of columns.entries()) {
        if (room < 2) break;
        const shown = cut(texts[i] ?? "", room);
        const width = Math.min(widths[i] ?? 0, room);
        const gap = " ".repeat(Math.max(0, width - widthOf(shown)));
        const painted = this.paint(this.stdout, style(i), shown);
        text += column.align === "right" ? gap + painted : painted + (i === columns.length - 1 ? "" : gap);
        text += i === columns.length - 1 ? "" : "  ";
        room -= width + 2;
      }
      this.data(text.trimEnd());
    };
    line(
      columns.map((column) => column.title),
      () => "dim",
    );
    for (const [r, row] of rows.entries()) line(cells[r] ?? [], (i) => columns[i]?.style?.(row));
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
