import type { AuditEntry } from "@cairn/sdk/schema";

/** "member.role_changed" as words: "member role changed". */
export function actionWords(action: string): string {
  return action.replace(/[._]/g, " ");
}

/** What the entry is about, by name if it has one, else by the ends of its id. */
export function targetWords({ target }: Pick<AuditEntry, "target">): string {
  return target.name ?? `${target.id.slice(0, target.id.indexOf("_") + 1)}…${target.id.slice(-6)}`;
}
