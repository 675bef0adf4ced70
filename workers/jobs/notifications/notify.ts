import type { CairnEvent } from "@cairn/sdk/schema";
import type { RequestCtx } from "../../control/context.ts";
import { channelsOf } from "../../control/notification-settings/choices.ts";
import { type RecipientRow, readRecipients } from "../../control/notification-settings/store.ts";
import { readOrganizationName, readWorkspaceName } from "../../control/notifications/people-store.ts";
import {
  archiveInvitation,
  countUnread,
  insertNotification,
  type NewNotification,
  readMemberIds,
  USERS_PER_STATEMENT,
} from "../../control/notifications/store.ts";
import { insertOutgoing } from "../../control/outgoing/store.ts";
import { addWatch, listWatches } from "../../control/watches/store.ts";
import { faultOf } from "../../shared/errors.ts";
import { errorFields, log } from "../../shared/log.ts";
import type { SubjectFacts } from "../../workspace/comments/facts.ts";
import { readSubjectFacts, tellInboxes } from "../../workspace/stub.ts";
import { queueOutgoing } from "../outgoing/due.ts";
import { invitationMail, messagesOf } from "./messages.ts";
import { NEWS_MS, type Notice } from "./notice.ts";
import { isOfOrganization, noticesOfOrganization } from "./of-organization.ts";
import { isOfRuns, noticesOf, type Watch } from "./of-runs.ts";

/**
 * Tells the people whom events of an organization concern. It may run again for the same events: a person has one notification of an
 * event, however often it comes.
 */
export async function notify(ctx: RequestCtx, orgId: string, events: readonly CairnEvent[]): Promise<void> {
  const news = events.filter(({ at }) => ctx.clock.now() - Date.parse(at) < NEWS_MS);
  const ofRuns = Map.groupBy(news.filter(isOfRuns), (event) => event.workspace_id ?? "");
  const others = news.filter(isOfOrganization);
  const name = ofRuns.size + others.length > 0 ? await readOrganizationName(ctx.db, orgId) : null;
  if (name === null) return;
  for (const [workspaceId, all] of ofRuns) {
    const place = { orgId, workspaceId };
    const where = `${name} / ${(await readWorkspaceName(ctx.db, place)) ?? ""}`;
    const told = await store(ctx, { orgId, where }, await noticesOfWorkspace(ctx, place, all));
    await tellLive(ctx, workspaceId, told);
  }
  const notices: Notice[] = [];
  for (const event of others) {
    notices.push(...(await noticesOfOrganization(ctx, name, event)));
    await mailInvitation(ctx, name, event);
    await settleInvitation(ctx, event);
  }
  await store(ctx, { orgId, where: name }, notices);
}

/** Invitations go to the address, whoever has it: mostly nobody who is known yet. */
async function mailInvitation(ctx: RequestCtx, name: string, event: CairnEvent): Promise<void> {
  const message = await invitationMail(ctx, name, event);
  if (!message) return;
  await insertOutgoing(ctx.db, message);
  await queueOutgoing(ctx, [message.id]);
}

/** Who answered an invitation finds it in the archive. */
async function settleInvitation(ctx: RequestCtx, { type, subject, actor }: CairnEvent): Promise<void> {
  if (type !== "invitation.accepted" && type !== "invitation.declined") return;
  await archiveInvitation(ctx.db, { userId: actor.id, id: subject.id, now: ctx.clock.now() });
}

type Place = { orgId: string; workspaceId: string };

async function noticesOfWorkspace(ctx: RequestCtx, place: Place, events: readonly CairnEvent[]): Promise<Notice[]> {
  const facts = await factsOf(ctx, place.workspaceId, [...new Set(events.map(({ subject }) => subject.id))]);
  const chains = [...facts.values()].flatMap((one) => (one.type === "run" ? [one.id, one.experimentId] : [one.id]));
  const subjectIds = [...new Set(chains), place.workspaceId];
  await watchWhatOneSpeaksOf(ctx, place, events);
  const watching: Watch[] = [];
  for (const part of parts(subjectIds)) watching.push(...(await listWatches(ctx.db, { ...place, subjectIds: part })));
  return events.flatMap((event) => {
    const subject = facts.get(event.subject.id);
    return subject ? noticesOf(event, subject, watching) : [];
  });
}

async function factsOf(ctx: RequestCtx, workspaceId: string, subjects: readonly string[]): Promise<Map<string, SubjectFacts>> {
  try {
    return new Map((await readSubjectFacts(ctx.env, workspaceId, subjects)).map((one) => [one.id, one]));
  } catch (error) {
    if (faultOf(error)?.code === "not_found") return new Map();
    throw error;
  }
}

/**
 * Who comments on a run watches it from then on, unless they said otherwise. Not so an experiment: who watches that hears of the end of
 * every run in it.
 */
async function watchWhatOneSpeaksOf(ctx: RequestCtx, place: Place, events: readonly CairnEvent[]): Promise<void> {
  const spoken = events.filter(({ type, subject, actor }) => type === "comment.created" && subject.type === "run" && actor.type === "user");
  const members = await membersAmong(
    ctx,
    place.orgId,
    spoken.map(({ actor }) => actor.id),
  );
  for (const { actor, subject } of spoken)
    if (members.has(actor.id))
      await addWatch(ctx.db, { ...place, subjectId: subject.id, userId: actor.id, state: "watching", createdAt: ctx.clock.now() });
}

async function membersAmong(ctx: RequestCtx, orgId: string, userIds: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const part of parts([...new Set(userIds)])) for (const id of await readMemberIds(ctx.db, { orgId, userIds: part })) found.add(id);
  return found;
}

/** Stores notices and the messages that bring them; answers who has one more than before. */
async function store(ctx: RequestCtx, { orgId, where }: { orgId: string; where: string }, notices: readonly Notice[]): Promise<string[]> {
  const ids = [...new Set(notices.map(({ userId }) => userId))];
  const members = await membersAmong(ctx, orgId, ids);
  const recipients = new Map<string, RecipientRow>();
  for (const part of parts(ids)) for (const row of await readRecipients(ctx.db, part)) recipients.set(row.userId, row);
  const told = new Set<string>();
  const queued: string[] = [];
  for (const part of parts(notices)) {
    const statements = [];
    for (const notice of part) {
      const recipient = recipients.get(notice.userId);
      if (!recipient || !(notice.isForOutsider || members.has(notice.userId))) continue;
      const isShown = channelsOf(recipient.settings)[notice.kind].in_app;
      statements.push(insertNotification(ctx.db, { ...rowOf(notice), ...(isShown ? {} : hidden(ctx)) }));
      for (const message of messagesOf(ctx, { notice, where }, recipient)) {
        statements.push(insertOutgoing(ctx.db, message));
        if (message.state === "waiting") queued.push(message.id);
      }
    }
    const [first, ...rest] = statements;
    if (!first) continue;
    for (const rows of await ctx.db.batch([first, ...rest])) if (Array.isArray(rows)) for (const { userId } of rows) told.add(userId);
  }
  await queueOutgoing(ctx, queued);
  return [...told];
}

const rowOf = ({ userId, kind, title, path, event }: Notice): NewNotification => ({
  userId,
  id: event.id,
  kind,
  orgId: event.organization_id,
  workspaceId: event.workspace_id,
  at: Date.parse(event.at),
  actor: event.actor,
  subjectType: event.subject.type,
  subjectId: event.subject.id,
  title,
  path,
});

/** Who does not want it in the app finds it in the archive. */
const hidden = ({ clock }: RequestCtx) => ({ readAt: clock.now(), archivedAt: clock.now() });

/** Open pages of the workspace show the new count at once. Others ask now and then, so nothing is lost when this fails. */
async function tellLive(ctx: RequestCtx, workspaceId: string, userIds: readonly string[]): Promise<void> {
  try {
    for (const part of parts(userIds)) await tellInboxes(ctx.env, workspaceId, await countUnread(ctx.db, part));
  } catch (error) {
    log({ level: "warn", msg: "inboxes not told", request_id: ctx.requestId, workspace: workspaceId, ...errorFields(error) });
  }
}

function* parts<T>(all: readonly T[]): Generator<T[]> {
  for (let i = 0; i < all.length; i += USERS_PER_STATEMENT) yield all.slice(i, i + USERS_PER_STATEMENT);
}
