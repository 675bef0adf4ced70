/** One wide line per invocation, as JSON, so that every field is indexed. Never a body, a credential or a secret. */
export interface LogLine {
  level: "info" | "warn" | "error";
  msg: string;
  request_id?: string;
  [field: string]: unknown;
}

export function log(line: LogLine): void {
  const text = JSON.stringify(line);
  if (line.level === "error") console.error(text);
  else console.log(text);
}

/** What of a thrown thing may be logged: never `cause`, which can hold claims or token bodies. */
export function errorFields(error: unknown): { error: string; stack?: string } {
  if (!(error instanceof Error)) return { error: String(error) };
  return { error: `${error.name}: ${error.message}`, ...(error.stack ? { stack: error.stack } : {}) };
}
