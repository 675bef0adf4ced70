import type { EndpointRow } from "../webhooks/store.ts";
import { originOf } from "../webhooks/url.ts";

/** A thing as the trail shows it: the fields that are named here and no others, so that a column with a secret cannot get in. */
type State = Readonly<Record<string, unknown>>;

/** An endpoint. Of its address the host alone: what follows is the secret of many services. */
export const webhookState = (row: EndpointRow): State => ({
  origin: originOf(row.url),
  description: row.description,
  types: row.types,
  format: row.format,
  header_names: row.headerNames,
  rate_limit: row.rateLimit,
  enabled: row.disabledAt === null,
});

/** Where a target root leads, without what can hold credentials. */
export const targetRootState = ({ uri }: { uri: string }): State => ({
  uri: uri.replace(/[?#].*$/s, "").replace(/^([a-z0-9+.-]+:\/\/)[^/]*@/i, "$1"),
});

/** What of two states differs; with nothing on one side all of the other. */
export function changesBetween(before: State | null, after: State | null): { before?: State; after?: State } {
  if (!before || !after) return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
  const names = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const pick = (state: State) => Object.fromEntries(names.map((name) => [name, state[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}
