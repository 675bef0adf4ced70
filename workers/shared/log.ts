import { z } from "zod";

/** How serious a line is, the least serious first. */
export const LogLevel = z.enum(["debug", "info", "warn", "error"]);
export type LogLevel = z.infer<typeof LogLevel>;

let least: LogLevel = "info";

/** Lines below this level are not written from now on: the setting CAIRN_LOG_LEVEL, told by whoever reads the settings. */
export function setLogLevel(level: LogLevel): void {
  least = level;
}

/** One wide line per invocation, as JSON, so that every field is indexed. Never a body, a credential or a secret. */
export interface LogLine {
  level: LogLevel;
  msg: string;
  request_id?: string;
  [field: string]: unknown;
}

export function log(line: LogLine): void {
  if (LogLevel.options.indexOf(line.level) < LogLevel.options.indexOf(least)) return;
  const text = JSON.stringify(line);
  if (line.level === "error") console.error(text);
  else console.log(text);
}

/** What of a thrown thing may be logged: never `cause`, which can hold claims or token bodies. */
export function errorFields(error: unknown): { error: string; stack?: string } {
  if (!(error instanceof Error)) return { error: String(error) };
  return { error: `${error.name}: ${error.message}`, ...(error.stack ? { stack: error.stack } : {}) };
}
