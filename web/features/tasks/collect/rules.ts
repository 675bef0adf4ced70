import type { CollectTasks, TasksCollected } from "@cairn/sdk/schema";

type Rule = TasksCollected["rules"][number]["rule"];

/** Rules by which tasks may go. */
export const RULES: readonly { key: Rule; label: string; description: string }[] = [
  { key: "older_than", label: "Old", description: "Nothing happened to them for so long." },
  { key: "failed", label: "Failed", description: "Their last attempt ended with an error." },
  { key: "orphaned", label: "Orphaned", description: "The code of the last manifest does not declare their type any more." },
  { key: "unreferenced", label: "Unreferenced", description: "No task needs them, and no build asked for them." },
];

/** What stands in the form. */
export interface Choice extends Record<Rule, boolean> {
  days: string;
  match: "any" | "all";
  namespace: string;
}
export const FIRST_CHOICE: Choice = {
  older_than: true,
  failed: false,
  orphaned: false,
  unreferenced: true,
  days: "90",
  match: "all",
  namespace: "",
};

/** The request for a preview; null while no rule is chosen, or a number is none. */
export function rulesOf(choice: Choice): CollectTasks | null {
  const days = Number(choice.days);
  const hasDays = choice.days.trim() !== "" && Number.isFinite(days) && days >= 0;
  if (choice.older_than && !hasDays) return null;
  const rules: CollectTasks["rules"] = {
    ...(choice.older_than ? { older_than_s: Math.round(days * 86_400) } : {}),
    ...(choice.failed ? { failed: true as const } : {}),
    ...(choice.orphaned ? { orphaned: true as const } : {}),
    ...(choice.unreferenced ? { unreferenced: true as const } : {}),
  };
  if (Object.keys(rules).length === 0) return null;
  const namespace = choice.namespace.trim();
  return { rules, match: choice.match, dry_run: true, ...(namespace ? { namespace } : {}) };
}
