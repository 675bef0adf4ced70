import type { WorkspaceEvent } from "@cairn/sdk/schema";

/** What somebody did; `*` is the thing that they did it to. */
const DEEDS: Partial<Record<WorkspaceEvent["type"], string>> = {
  "experiment.created": "created *",
  "experiment.updated": "changed *",
  "experiment.archived": "archived *",
  "experiment.restored": "brought back *",
  "run.created": "created *",
  "run.updated": "changed *",
  "run.started": "started an attempt of *",
  "run.finished": "ended *",
  "run.crashed": "noted that * went silent",
  "run.resumed": "took * up again",
  "run.archived": "archived *",
  "run.unarchived": "took * out of the archive",
  "run.deleted": "deleted *",
  "run.restored": "restored *",
  "run.purged": "dropped * for good",
  "comment.created": "commented on *",
  "comment.updated": "edited a comment on *",
  "comment.deleted": "deleted a comment on *",
  "artifact.created": "added files to *",
  "artifact.deleted": "deleted files of *",
  "view.created": "saved *",
  "view.updated": "changed *",
  "view.deleted": "deleted *",
};

/** What somebody did, before and after the name of the thing: "took run", "up again". A type newer than this page is told by its own name. */
export function deedOf({ type, subject }: Pick<WorkspaceEvent, "type" | "subject">): { before: string; after: string } {
  const deed = DEEDS[type];
  if (!deed) return { before: `${type.replace(/[._]/g, " ")}:`, after: "" };
  const [before, after] = deed.split("*") as [string, string];
  return { before: before + subject.type, after: after.trim() };
}

/** The same on a page of the thing itself: "took the run up again". */
export const deedHere = ({ type, subject }: Pick<WorkspaceEvent, "type" | "subject">): string =>
  DEEDS[type]?.replace("*", `the ${subject.type}`) ?? type;

/** Who did it: what happens by itself is done by Cairn. */
export const actorOf = ({ actor }: Pick<WorkspaceEvent, "actor">): string => (actor.type === "system" ? "Cairn" : actor.name);

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
