import type { CairnEvent } from "@cairn/sdk/schema";
import type { RequestCtx } from "../../control/context.ts";
import { channelsOf, digestOf, nextDigestAt } from "../../control/notification-settings/choices.ts";
import type { RecipientRow } from "../../control/notification-settings/store.ts";
import { readInvited } from "../../control/notifications/people-store.ts";
import type { OutgoingRow } from "../../control/outgoing/store.ts";
import type { OutgoingBody } from "../outgoing/body.ts";
import type { Notice } from "./notice.ts";

type Message = Omit<OutgoingRow, "attempts" | "error" | "doneAt">;

/** The messages that bring a notice to a person outside of Cairn. The id of each is the same every time that the event comes. */
export function messagesOf(
  ctx: RequestCtx,
  { notice, where }: { notice: Notice; where: string },
  { userId, email, emailVerified, settings }: RecipientRow,
): Message[] {
  const channels = channelsOf(settings)[notice.kind];
  const now = ctx.clock.now();
  const body: OutgoingBody = { kind: "notification", about: notice.kind, lines: [{ title: notice.title, path: notice.path, where }] };
  const common = { userId, subject: notice.title, body: JSON.stringify(body), createdAt: now };
  const messages: Message[] = [];
  // Invitations are mailed to the address that was invited.
  if (channels.email && emailVerified && ctx.settings.CAIRN_MAIL !== "none" && notice.kind !== "invitation") {
    const digest = digestOf(settings);
    const state = digest.every === "off" ? "waiting" : "digest";
    messages.push({
      ...common,
      id: `email:${notice.event.id}:${userId}`,
      channel: "email",
      recipient: email,
      state,
      dueAt: nextDigestAt(digest, now),
    });
  }
  if (channels.slack && settings?.slackUrlSealed != null)
    messages.push({ ...common, id: `slack:${notice.event.id}:${userId}`, channel: "slack", recipient: null, state: "waiting", dueAt: now });
  return messages;
}

/** The mail of an invitation, to the address that was invited; null for any other event, and for one that is answered already. */
export async function invitationMail(ctx: RequestCtx, orgName: string, event: CairnEvent): Promise<Message | null> {
  if (ctx.settings.CAIRN_MAIL === "none" || (event.type !== "invitation.created" && event.type !== "invitation.resent")) return null;
  const now = ctx.clock.now();
  const invited = await readInvited(ctx.db, { orgId: event.organization_id, id: event.subject.id, now });
  if (!invited) return null;
  const title = `${invited.invitedByName} invited you to ${orgName}`;
  const until = new Date(invited.expiresAt).toISOString().slice(0, 10);
  const line = { title, path: "/", where: `Sign in with ${invited.email} to answer. The invitation ends on ${until}.` };
  const body: OutgoingBody = { kind: "invitation", lines: [line] };
  return {
    id: `email:${event.id}:invited`,
    channel: "email",
    userId: invited.userId,
    recipient: invited.email,
    subject: title,
    body: JSON.stringify(body),
    state: "waiting",
    dueAt: now,
    createdAt: now,
  };
}
