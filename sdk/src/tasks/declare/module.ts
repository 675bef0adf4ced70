import { nodeProcess } from "../../runtime.ts";

/**
 * URL of the module whose code called into this package, so that workers can load it; undefined where stacks do not tell, and for code that
 * is in no file.
 */
export function callerModule(): string | undefined {
  if (!nodeProcess()) return undefined;
  // Files of this package are never who declares a type; in a bundle nothing tells them apart, and it may have no URL.
  const here = import.meta.url ?? "";
  const end = here.lastIndexOf("/tasks/declare/");
  const own = end < 0 ? null : here.slice(0, end + "/tasks/".length);
  for (const line of new Error().stack?.split("\n").slice(1) ?? []) {
    const place = /(?:\(|at |@)((?:file:\/\/|\/)[^()]*?):\d+:\d+\)?$/.exec(line)?.[1];
    if (!place) continue;
    const url = place.startsWith("/") ? `file://${place}` : place;
    if (own === null || !url.startsWith(own)) return url;
  }
  return undefined;
}
