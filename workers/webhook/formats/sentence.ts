import type { CairnEvent } from "@cairn/sdk/schema";

/** An event in words for a chat: what happened, the facts of it, who did it, and where to look. */
export interface Sentence {
  /** e.g. `Run finished`. */
  title: string;
  /** e.g. `status: failed`. */
  facts: string[];
  actor: string;
  /** Page that shows it; null when there is none. */
  link: string | null;
  isTest: boolean;
}

const FACTS_MAX = 6;
const FACT_MAX_CHARS = 120;

export function sentenceOf(event: CairnEvent, origin: string): Sentence {
  const words = event.type.replace(".", " ").replaceAll("_", " ");
  return {
    title: words.charAt(0).toUpperCase() + words.slice(1),
    facts: Object.entries(event.data).flatMap(factOf).slice(0, FACTS_MAX),
    actor: event.actor.name,
    link: linkOf(event, origin),
    isTest: event.test === true,
  };
}

function factOf([name, value]: [string, unknown]): string[] {
  const text = textOf(value);
  return text === null ? [] : [`${name.replaceAll("_", " ")}: ${text.slice(0, FACT_MAX_CHARS)}`];
}

function textOf(value: unknown): string | null {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.every((one) => typeof one === "string") && value.length > 0 ? value.join(", ") : null;
  if (typeof value !== "object" || value === null) return null;
  if ("from" in value && "to" in value) return `${textOf(value.from) ?? "none"} → ${textOf(value.to) ?? "none"}`;
  return "name" in value ? textOf(value.name) : null;
}

function linkOf({ type, organization_id: org, workspace_id: workspace, subject }: CairnEvent, origin: string): string | null {
  const base = `${origin}/${org}`;
  if (type === "usage.threshold_reached") return `${base}/settings/usage`;
  if (workspace === null) return `${base}/settings`;
  const hasPage = subject.type === "run" || subject.type === "experiment";
  return hasPage ? `${base}/${workspace}/${subject.type}s/${subject.id}` : `${base}/${workspace}`;
}
