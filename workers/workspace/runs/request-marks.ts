import { crc32 } from "node:zlib";
import type { CreateRun } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";

type Marks = Record<string, string>;

/** A checksum of each field of a request that makes a run, in whatever order a client writes names: to tell a retry from another request. */
export function requestMarks({ id: _, ...fields }: CreateRun): Marks {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.map(([name, value]) => [name, markOf(value)]));
}

/**
 * Throws `already_exists`, with the fields that differ, when a request is not the one that made the run of its id.
 *
 * @param stored what was kept of that request; null when nothing was
 */
export function requireSameRequest(stored: string | null, input: CreateRun): void {
  if (stored === null) return;
  const [before, now]: [Marks, Marks] = [JSON.parse(stored), requestMarks(input)];
  const names = [...new Set([...Object.keys(now), ...Object.keys(before)])].filter((name) => before[name] !== now[name]);
  if (names.length === 0) return;
  const message = "is not what the run of this id was made with";
  throw new Fault(
    "already_exists",
    `A run with this id was made with another ${names.join(", ")}. Change it or take it up again, or start a new one with a new id.`,
    { errors: names.map((name) => ({ path: `body.${name}`, rule: "conflict", message })) },
  );
}

/** Length and CRC-32 of a value's JSON: chance alone has to be outdone here, nobody gains by a forged one. */
function markOf(value: unknown): string {
  const json = JSON.stringify(value, (_, part) => (isObject(part) ? sorted(part) : part));
  return `${json.length}-${crc32(json).toString(16)}`;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);
const sorted = (value: object) => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
