import { nodeProcess } from "../../runtime.ts";

/** Files of this package, which are never who declares a type. */
const own = import.meta.url.slice(0, import.meta.url.lastIndexOf("/tasks/") + 7);

/**
 * URL of the module whose code called into this package, so that workers can load it; undefined where stacks do not tell, and for code that
 * is in no file.
 */
export function callerModule(): string | undefined {
  if (!nodeProcess()) return undefined;
  for (const line of new Error().stack?.split("\n").slice(1) ?? []) {
    const place = /(?:\(|at |@)((?:file:\/\/|\/)[^()]*?):\d+:\d+\)?$/.exec(line)?.[1];
    if (!place) continue;
    const url = place.startsWith("/") ? `file://${place}` : place;
    if (!url.startsWith(own)) return url;
  }
  return undefined;
}
