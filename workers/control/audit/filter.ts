import type { AuditCriteria } from "@cairn/sdk/schema";

/** What the trail is searched by, as the store takes it: null where nothing is asked. */
export interface RowFilter {
  action: string | null;
  actorId: string | null;
  targetId: string | null;
  targetType: string | null;
  outcome: string | null;
  workspaceId: string | null;
  /** Unix ms; at it or later, and before it. */
  from: number | null;
  to: number | null;
}

/** A filter of the contract for the store. */
export const rowFilterOf = (input: AuditCriteria): RowFilter => ({
  action: input.action ?? null,
  actorId: input.actor_id ?? null,
  targetId: input.target_id ?? null,
  targetType: input.target_type ?? null,
  outcome: input.outcome ?? null,
  workspaceId: input.workspace_id ?? null,
  from: input.from === undefined ? null : Date.parse(input.from),
  to: input.to === undefined ? null : Date.parse(input.to),
});

/** The same in the words in which it was asked, for those who read it later; null: all was asked for. */
export function wordsOf(input: AuditCriteria): Record<string, string> | null {
  const words = Object.entries(input).filter((one): one is [string, string] => one[1] !== undefined);
  return words.length > 0 ? Object.fromEntries(words) : null;
}
