import type { LogLevel, LogStream } from "@cairn/sdk/schema";
import { RE2JS, RE2JSException } from "re2js";
import { Fault } from "../../shared/errors.ts";
import { LOG_SCAN_BYTES, LOG_SCAN_REGEX_BYTES } from "../limits.ts";
import { bitOfLevel, bitOfStream, type KeptLine, levelsFrom } from "./codec.ts";
import type { ChunkRow } from "./store.ts";

/** What lines are looked for. */
export interface Words {
  q?: string | undefined;
  regex?: string | undefined;
  level?: LogLevel | undefined;
  stream?: LogStream | undefined;
}

export interface Matcher {
  matches(line: KeptLine): boolean;
  /** False for a chunk that has no such line by what is known of it; it need not be unpacked. */
  mayHold(chunk: ChunkRow): boolean;
  /** False for the JSON of a chunk that has no such line; it need not be parsed, which takes most of the time. */
  mayHoldText(json: string): boolean;
  /** Text that one question looks through, in bytes. */
  readonly scanBytes: number;
}

// What a terminal takes as colour, movement or title: CSI … final byte, OSC … BEL or ST, and two-character escapes (ECMA-48).
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;

/** What stands in JSON as it is. Where there are colours too, they may stand inside what is looked for. */
const PLAIN = /^[ !#-[\]-~]*$/;
const ESCAPED_ESC = "\\u001b";

/** A text as it is seen on a terminal. */
export const plainText = (text: string): string => (text.includes("\u001b") ? text.replaceAll(ANSI, "") : text);

/**
 * Makes a test for lines out of a question. `where` is the part of the request it came in. Throws `invalid_request` for an
 * expression that is none.
 */
export function makeMatcher(words: Words, where: "query" | "body"): Matcher {
  const needle = words.q?.toLowerCase() ?? "";
  const isPlain = needle !== "" && PLAIN.test(needle);
  const expression = words.regex === undefined ? null : compile(words.regex, `${where}.regex`);
  const levels = words.level === undefined ? null : levelsFrom(words.level);
  const streams = words.stream === undefined ? null : bitOfStream(words.stream);
  return {
    matches(line) {
      if (levels !== null && (bitOfLevel(line.level) & levels) === 0) return false;
      if (words.stream !== undefined && line.stream !== words.stream) return false;
      if (needle === "" && !expression) return true;
      const text = plainText(line.text);
      return text.toLowerCase().includes(needle) && (!expression || expression.test(text));
    },
    mayHold: (chunk) => (levels === null || (chunk.levels & levels) !== 0) && (streams === null || (chunk.streams & streams) !== 0),
    mayHoldText: (json) => !isPlain || json.includes(ESCAPED_ESC) || json.toLowerCase().includes(needle),
    scanBytes: expression ? LOG_SCAN_REGEX_BYTES : LOG_SCAN_BYTES,
  };
}

function compile(text: string, path: string): RE2JS {
  try {
    return RE2JS.compile(text);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const message = `is no RE2 expression: ${error.message.replace(/^error parsing regexp: /, "")}`;
    // The part that it could not read, when that is not the whole.
    const part = "input" in error && typeof error.input === "string" && error.input !== text ? error.input : null;
    const position = part ? text.indexOf(part) : -1;
    throw new Fault("invalid_request", `${path}: ${message}`, {
      errors: [{ path, rule: "regex", message, ...(position < 0 ? {} : { position }) }],
    });
  }
}
