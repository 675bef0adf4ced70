import type { Namespace } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { readNames } from "./store.ts";

/** First parts of the names of experiments that are not archived, sorted, with what is below each. */
export function listNamespaces({ ctx }: VerbInput<null>): { items: Namespace[] } {
  const found = new Map<string, Namespace>();
  for (const { name, run_count } of readNames(ctx.sql)) {
    const slash = name.indexOf("/");
    const namespace = slash === -1 ? "" : name.slice(0, slash);
    const before = found.get(namespace) ?? { namespace, experiments: 0, runs: 0 };
    found.set(namespace, { namespace, experiments: before.experiments + 1, runs: before.runs + run_count });
  }
  return { items: [...found.values()].sort((a, b) => (a.namespace < b.namespace ? -1 : 1)) };
}
