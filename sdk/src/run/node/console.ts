import { StringDecoder } from "node:string_decoder";
import { format, stripVTControlCharacters } from "node:util";
import { LINE_MAX } from "../../limits.ts";
import { isQuiet } from "../../runtime.ts";
import type { LogLevel, LogStream, NewLine } from "../../schema/index.ts";

type OnLine = (line: NewLine) => void;
type Write = NodeJS.WriteStream["write"];

/** Those who listen, and what has to be undone after the last of them. */
const listeners = new Set<OnLine>();
let restore: (() => void) | null = null;
/** True while a line is passed on: what that prints is not recorded, or it would never end. */
let isPassing = false;

/**
 * Gives what the process prints, line by line, to `onLine` as well; what is printed and where does not change. Colours are kept, and of a
 * line that was overwritten with carriage returns what stood there last. `stop` also gives a last line without a line break.
 */
export function captureConsole(onLine: OnLine): { stop(): undefined } {
  listeners.add(onLine);
  restore ??= install();
  return {
    stop() {
      for (const part of parts) part.end();
      listeners.delete(onLine);
      if (listeners.size > 0) return;
      restore?.();
      restore = null;
    },
  };
}

/** Cuts what a stream prints into lines. */
class Lines {
  readonly #stream: LogStream;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";

  constructor(stream: LogStream) {
    this.#stream = stream;
  }

  add(chunk: unknown, encoding: unknown): void {
    if (isPassing || isQuiet()) return;
    const text = typeof chunk === "string" ? decode(chunk, encoding) : this.#decoder.write(chunk as Buffer);
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    // A progress bar may never end its line: only what is seen of it counts.
    if (this.#rest.length > LINE_MAX) this.#rest = visible(this.#rest);
    if (this.#rest.length > 4 * LINE_MAX) lines.push(this.#cut());
    for (const line of lines) this.#pass(line);
  }

  end(): void {
    if (this.#rest !== "") this.#pass(this.#cut());
  }

  #cut(): string {
    const line = this.#rest;
    this.#rest = "";
    return line;
  }

  #pass(printed: string): void {
    const seen = visible(printed);
    const text = seen.length > LINE_MAX ? `${seen.slice(0, LINE_MAX - 40)} [… ${seen.length - LINE_MAX + 40} more characters]` : seen;
    const line: NewLine = { at: Date.now(), stream: this.#stream, level: levelOf(text, this.#stream), text };
    isPassing = true;
    try {
      for (const listener of listeners) listener(line);
    } catch {
      // The program's output must not fail because it could not be recorded.
    } finally {
      isPassing = false;
    }
  }
}

const parts = [new Lines("stdout"), new Lines("stderr")] as const;

function decode(text: string, encoding: unknown): string {
  return typeof encoding === "string" && !/^utf-?8$/i.test(encoding) ? Buffer.from(text, encoding as BufferEncoding).toString() : text;
}

/** What a terminal shows of a line in the end: the piece after the last carriage return that something follows. */
function visible(line: string): string {
  if (!line.includes("\r")) return line;
  const whole = line.replace(/\r+$/, "");
  return whole.slice(whole.lastIndexOf("\r") + 1);
}

const WORDS: readonly (readonly [LogLevel, RegExp])[] = [
  ["error", /\b(error|fatal|critical|panic|exception|traceback)\b|\b[A-Z]\w*(Error|Exception)\b/i],
  ["warning", /\bwarn(ing)?s?\b/i],
  ["debug", /\b(debug|trace|verbose)\b/i],
];
/** Only the beginning of a line tells its level: further on the words are about something. */
const HEAD_CHARS = 120;

/** Colours and the like before and between these words are no part of them, and come on top of their length. */
const HEAD_PRINTED_MAX = 4 * HEAD_CHARS;

/** A guess: by the words at the line's beginning, else by the stream. */
export function levelOf(text: string, stream: LogStream): LogLevel {
  // A colour ends in a letter, which would make one word of it and the level.
  const head = stripVTControlCharacters(text.slice(0, HEAD_PRINTED_MAX)).slice(0, HEAD_CHARS);
  return WORDS.find(([, words]) => words.test(head))?.[0] ?? (stream === "stderr" ? "warning" : "info");
}

/** Puts itself between the program and its streams. */
function install(): () => void {
  const streams = [process.stdout, process.stderr] as const;
  const undo = streams.map((stream, i) => {
    const own = Object.getOwnPropertyDescriptor(stream, "write");
    const write = stream.write as Write;
    let isActive = true;
    const tee = function (this: unknown, ...args: Parameters<Write>): boolean {
      const result = Reflect.apply(write, stream, args) as boolean;
      if (isActive) parts[i as 0 | 1].add(args[0], args[1]);
      return result;
    } as Write;
    stream.write = tee;
    return () => {
      isActive = false;
      // Somebody has put himself before us meanwhile: taking that away would break him, so we only fall silent.
      if (stream.write !== tee) return;
      if (own) Object.defineProperty(stream, "write", own);
      else delete (stream as { write?: Write }).write;
    };
  });
  // Bun and Deno print console.log() without process.stdout.
  if (process.versions.bun || process.versions.deno) undo.push(wrapConsole());
  return () => {
    for (const each of undo) each();
  };
}

function wrapConsole(): () => void {
  const names = { log: 0, info: 0, debug: 0, warn: 1, error: 1 } as const;
  const undo = (Object.keys(names) as (keyof typeof names)[]).map((name) => {
    const before = console[name];
    let isActive = true;
    const tee = (...args: unknown[]): void => {
      Reflect.apply(before, console, args);
      if (isActive) parts[names[name]].add(`${format(...args)}\n`, "utf8");
    };
    console[name] = tee;
    return () => {
      isActive = false;
      if (console[name] === tee) console[name] = before;
    };
  });
  return () => {
    for (const each of undo) each();
  };
}
