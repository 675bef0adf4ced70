import type { RuntimeLog } from "./runtime.ts";

const clock = (at: number): string => new Date(at).toTimeString().slice(0, 8);
const text = (value: unknown): string => (value === undefined || value === null ? "" : String(value));

/** The object that a Worker logged, when the line is one. */
function structured(message: string): Record<string, unknown> | undefined {
  if (!message.startsWith("{")) return undefined;
  try {
    return JSON.parse(message) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/**
 * One readable line for what a Worker logged: `12:00:01 GET /api/v1/me 200 4 ms req_…` for a request, level, message and
 * fields for the rest, the stack on its own lines.
 */
export function logLine(log: RuntimeLog): string {
  const fields = structured(log.message);
  if (!fields)
    return `${clock(log.timestamp)} ${log.level === "error" || log.level === "warn" ? `${log.level.toUpperCase()} ` : ""}${log.message.trimEnd()}`;
  const { level, msg, method, path, status, ms, request_id, actor, stack, error, ...rest } = fields;
  const parts = [clock(log.timestamp)];
  if (level === "error" || level === "warn") parts.push(String(level).toUpperCase());
  if (msg === "request")
    parts.push(text(method), text(path), text(status), typeof ms === "number" ? `${Math.round(ms)} ms` : "", text(request_id), text(actor));
  else {
    parts.push(text(msg), text(request_id));
    for (const [key, value] of Object.entries(rest))
      parts.push(`${key}=${typeof value === "object" ? JSON.stringify(value) : text(value)}`);
  }
  if (typeof error === "string") parts.push(error);
  const line = parts.filter((part) => part !== "").join(" ");
  const trace = typeof stack === "string" ? stack : stackOf(error);
  return trace ? `${line}\n${trace.replace(/^/gm, "    ")}` : line;
}

/** The stack of an error that was logged as an object. */
function stackOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { stack, message } = error as { stack?: unknown; message?: unknown };
  return typeof stack === "string" ? stack : JSON.stringify(message ?? error);
}
