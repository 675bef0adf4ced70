import type { AuditEntry } from "@cairn/sdk/schema";

/** "member.role_changed" as words: "member role changed". */
export function actionWords(action: string): string {
  return action.replace(/[._]/g, " ");
}

/** What the entry is about, by name if it has one. */
export function targetWords({ target }: Pick<AuditEntry, "target">): string {
  return target.name ?? target.id;
}
