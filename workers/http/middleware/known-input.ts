import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../context.ts";
import { invalidInput } from "../router.ts";

/** A misspelt parameter that is ignored answers another question than was asked, so one that an operation does not have is refused. */
export const knownQuery = (names: ReadonlySet<string>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const unknown = [...new Set(new URL(c.req.url).searchParams.keys())].filter((name) => !names.has(name));
    if (unknown.length > 0)
      throw invalidInput(
        "query",
        unknown.map((name) => ({ path: [name], code: "unrecognized_keys", message: "is not a parameter of this request" })),
      );
    return next();
  });

/** The one name that no object of JavaScript can be trusted to keep: parsers and copies drop it or take it for something else. */
const UNKEPT = "__proto__";
/** Texts in which it may stand, in whatever way its letters are written. */
const SUSPICIOUS = /__proto__|\\u00/i;

/** Refuses a body that has a field of a name that would be lost on the way. What is no JSON is told of by those who read it. */
export const keptNames = createMiddleware<AppEnv>(async (c, next) => {
  // What is no JSON as a whole is read, and checked, by those who take it.
  if (!c.req.header("content-type")?.startsWith("application/json")) return next();
  const text = await c.req.text();
  const path = SUSPICIOUS.test(text) ? findUnkept(parse(text)) : null;
  if (path) throw invalidInput("body", [{ path, code: "reserved", message: "is not a name that a field may have" }]);
  return next();
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

interface Place {
  value: unknown;
  key: string;
  within: Place | null;
}

/** Where the name is the key of a value. A body may be nested too deep for calls within calls, or for a path at each place. */
function findUnkept(json: unknown): string[] | null {
  const open: Place[] = [{ value: json, key: "", within: null }];
  for (let place = open.pop(); place; place = open.pop()) {
    const { value } = place;
    if (typeof value !== "object" || value === null) continue;
    if (Object.hasOwn(value, UNKEPT)) return [...pathOf(place), UNKEPT];
    for (const [key, inner] of Object.entries(value)) if (typeof inner === "object") open.push({ value: inner, key, within: place });
  }
  return null;
}

function pathOf(place: Place): string[] {
  const path: string[] = [];
  for (let at = place; at.within; at = at.within) path.push(at.key);
  return path.reverse();
}
