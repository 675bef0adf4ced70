import type { CairnEvent, NotificationKind } from "@cairn/sdk/schema";
import { MINUTE_MS } from "../../shared/clock.ts";
import type { RunFacts, SubjectFacts } from "../../workspace/comments/facts.ts";
import type { Notice } from "./notice.ts";

/** Who started a run hears of its good end only when it took so long: whoever waits for a short one is looking at it. */
export const LONG_RUN_MS = 10 * MINUTE_MS;

/** What somebody said that they want to hear of. */
export interface Watch {
  subjectId: string;
  userId: string;
  state: "watching" | "muted";
}

/** Events of runs and experiments that somebody may be told of. */
export const isOfRuns = ({ type }: CairnEvent): boolean =>
  type === "comment.created" || type === "comment.updated" || type === "run.finished" || type === "run.crashed";

/** Whom an event of a run or an experiment concerns, each person once. */
export function noticesOf(event: CairnEvent, subject: SubjectFacts, watching: readonly Watch[]): Notice[] {
  const { type, id, name } = subject;
  const path = `/${event.organization_id}/${event.workspace_id}/${type}s/${id}`;
  const said = whatTheySaid(watching, [event.workspace_id ?? "", ...(type === "run" ? [subject.experimentId] : []), id]);
  const watchers = [...said].filter(([, state]) => state === "watching").map(([userId]) => userId);
  const notices = new Map<string, Notice>();
  const tell = (userIds: Iterable<string | null>, kind: NotificationKind, title: string, at = path) => {
    for (const userId of userIds) {
      if (userId === null || notices.has(userId) || isOwnAct(event, userId)) continue;
      if (kind !== "mention" && said.get(userId) === "muted") continue;
      notices.set(userId, { userId, kind, title, path: at, event });
    }
  };
  const author = type === "run" && subject.createdBy.type === "user" ? subject.createdBy.id : null;
  const comments = `${path}?tab=comments`;
  switch (event.type) {
    case "comment.created": {
      tell(event.data.mentions, "mention", `${event.actor.name} mentioned you in a comment on ${name}`, comments);
      const spoke = type === "run" ? [author] : subject.commenters.flatMap((one) => (one.sinceMs < Date.parse(event.at) ? one.id : []));
      tell([...spoke, ...watchers], "comment", `${event.actor.name} commented on ${name}`, comments);
      break;
    }
    case "comment.updated":
      tell(event.data.mentions, "mention", `${event.actor.name} mentioned you in a comment on ${name}`, comments);
      break;
    case "run.crashed":
      tell([author, ...watchers], "run_failed", `${name} crashed: it fell silent`);
      break;
    case "run.finished": {
      if (type !== "run") break;
      const { status } = event.data;
      const isBad = status === "failed" || status === "preempted";
      const isLong = subject.durationMs !== null && subject.durationMs >= LONG_RUN_MS;
      const title = `${name} ${status === "preempted" || status === "cancelled" ? "was " : ""}${status}${after(subject)}`;
      tell([isBad || (status === "finished" && isLong) ? author : null, ...watchers], isBad ? "run_failed" : "run_finished", title);
    }
  }
  return [...notices.values()];
}

/** The narrowest word of each person counts: on the run, else on its experiment, else on the workspace. */
function whatTheySaid(watching: readonly Watch[], subjects: readonly string[]): Map<string, "watching" | "muted"> {
  const said = new Map<string, "watching" | "muted">();
  for (const subject of subjects) for (const { subjectId, userId, state } of watching) if (subjectId === subject) said.set(userId, state);
  return said;
}

/** What somebody does by hand they know; what their program does in their name they may not. */
const isOwnAct = ({ actor, credential, type }: CairnEvent, userId: string): boolean =>
  actor.id === userId && (type.startsWith("comment.") || credential?.kind === "session");

function after({ durationMs }: RunFacts): string {
  if (durationMs === null || durationMs < MINUTE_MS) return "";
  const minutes = Math.floor(durationMs / MINUTE_MS);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return ` after ${[hours > 0 ? `${hours}h` : "", rest > 0 ? `${rest}m` : ""].filter(Boolean).join(" ")}`;
}
