import { Fault } from "../../shared/errors.ts";

/** Unix ms of a timestamp that a client may send; null when it sent none. Throws `invalid_request` for a day that is none. */
export function parseTimestamp(text: string | undefined, path: string): number | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  const message = "is no moment in time";
  throw new Fault("invalid_request", `${path}: ${message}`, { errors: [{ path, rule: "invalid_format", message }] });
}
