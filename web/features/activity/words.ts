import type { WorkspaceEvent } from "@cairn/sdk/schema";

/** What somebody did, to be followed by the thing that they did it to. */
const VERBS: Partial<Record<WorkspaceEvent["type"], string>> = {
  "experiment.created": "created experiment",
  "experiment.updated": "changed experiment",
  "experiment.archived": "archived experiment",
  "experiment.restored": "brought back experiment",
  "run.created": "created run",
  "run.updated": "changed run",
  "run.started": "started an attempt of run",
  "run.finished": "ended run",
  "run.crashed": "noted the silence of run",
  "run.resumed": "took up again run",
  "run.archived": "archived run",
  "run.unarchived": "took out of the archive run",
  "run.deleted": "deleted run",
  "run.restored": "restored run",
  "run.purged": "dropped for good run",
  "artifact.created": "added files to run",
  "artifact.deleted": "deleted files of run",
  "comment.created": "commented on run",
  "comment.updated": "edited a comment on run",
  "comment.deleted": "deleted a comment on run",
  "view.created": "saved view",
  "view.updated": "changed view",
  "view.deleted": "deleted view",
};

/** "run.finished" as words. A type that is newer than this page is told by its name. */
export const verbOf = (type: WorkspaceEvent["type"]): string => VERBS[type] ?? `${type.replace(/[._]/g, " ")}:`;

/** Who did it: what happens by itself is done by Cairn. */
export const actorOf = ({ actor }: Pick<WorkspaceEvent, "actor">): string => (actor.type === "system" ? "Cairn" : actor.name);

/** What an event says beyond its type and its thing, in short. */
export function detailOf(
  { data }: Pick<WorkspaceEvent, "data">,
  leaveOut: readonly string[] = ["name", "number", "comment", "mentions"],
): string {
  return Object.entries(data)
    .filter(([name, value]) => value !== null && !leaveOut.includes(name) && !name.endsWith("_id"))
    .map(([name, value]) => (value === true ? name.replaceAll("_", " ") : `${name.replaceAll("_", " ")}: ${textOf(value)}`))
    .join(", ");
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  if (typeof value === "object" && value !== null) return "name" in value ? String(value.name) : JSON.stringify(value);
  return String(value);
}

/** The name that an event tells of its thing, if it does. */
export function nameIn({ data }: Pick<WorkspaceEvent, "data">): string | null {
  return typeof data.name === "string" ? data.name : null;
}

/** Page of the thing that an event is about; null: it has none. */
export function linkOf({ subject, type }: Pick<WorkspaceEvent, "subject" | "type">, base: string): string | null {
  if (type === "run.purged") return null;
  if (subject.type === "run") return `${base}/runs/${subject.id}`;
  if (subject.type === "experiment") return `${base}/experiments/${subject.id}`;
  return null;
}
