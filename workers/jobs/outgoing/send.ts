import type { RequestCtx } from "../../control/context.ts";
import { slackUrlOf } from "../../control/notification-settings/settings.ts";
import { unsubscribeUrl } from "../../control/notification-settings/unsubscribe.ts";
import { claimOutgoing, endOutgoing, type OutgoingRow, postponeOutgoing } from "../../control/outgoing/store.ts";
import { refusedUrl } from "../../control/webhooks/url.ts";
import { mailerOf } from "../../mail/index.ts";
import { MailRefused } from "../../mail/mail.ts";
import { htmlOf, textOf } from "../../mail/template.ts";
import { MINUTE_MS, SECOND_MS } from "../../shared/clock.ts";
import { log } from "../../shared/log.ts";
import { letterOf, OutgoingBody } from "./body.ts";

/** Whoever takes a message has so long to send it; after a crash somebody else takes it then. */
const LEASE_MS = 2 * MINUTE_MS;
/** Waits after each try that failed; after the last one the message is given up. 31 hours in all. */
export const WAITS_MS: readonly number[] = [1, 5, 15, 60, 240, 480, 1_080].map((minutes) => minutes * MINUTE_MS);
const SLACK_TIMEOUT_MS = 15 * SECOND_MS;

/** Sends messages that are due, each by itself; what fails is tried again from its row. */
export async function sendOutgoing(ctx: RequestCtx, ids: readonly string[]): Promise<string> {
  let sent = 0;
  for (const id of ids) {
    const now = ctx.clock.now();
    const row = await claimOutgoing(ctx.db, { id, now, until: now + LEASE_MS });
    if (!row) continue;
    const error = await attempt(ctx, row);
    if (error === null) {
      sent++;
      await endOutgoing(ctx.db, { id, state: "sent", error: null, now: ctx.clock.now() });
      continue;
    }
    const wait = error.isFinal ? undefined : WAITS_MS[row.attempts - 1];
    log({
      level: wait === undefined ? "error" : "warn",
      msg: "message not sent",
      request_id: ctx.requestId,
      channel: row.channel,
      error: error.words,
    });
    if (wait === undefined) await endOutgoing(ctx.db, { id, state: "failed", error: error.words, now: ctx.clock.now() });
    else await postponeOutgoing(ctx.db, { id, dueAt: ctx.clock.now() + wait, error: error.words });
  }
  return `${sent} of ${ids.length} sent`;
}

/** Sends one; answers what went wrong. */
async function attempt(ctx: RequestCtx, row: OutgoingRow): Promise<{ words: string; isFinal: boolean } | null> {
  try {
    if (row.channel === "email") await sendMail(ctx, row);
    else await sendSlack(ctx, row);
    return null;
  } catch (error) {
    return { words: error instanceof Error ? error.message : String(error), isFinal: error instanceof MailRefused };
  }
}

async function sendMail(ctx: RequestCtx, row: OutgoingRow): Promise<void> {
  const mailer = mailerOf(ctx);
  if (!mailer) throw new MailRefused("This server sends no mail any more.");
  const body = OutgoingBody.parse(JSON.parse(row.body));
  const letter = letterOf({ subject: row.subject, body, origin: ctx.settings.CAIRN_ORIGIN });
  const mail = {
    from: ctx.settings.CAIRN_MAIL_FROM,
    to: row.recipient ?? "",
    subject: row.subject,
    text: textOf(letter),
    html: htmlOf(letter),
  };
  const headers = await unsubscribeHeaders(ctx, row, body);
  await mailer.send({ ...mail, headers: { ...headers, "Auto-Submitted": "auto-generated" } }, row.id);
}

/** How mail programs offer to end such mail (RFC 2369, RFC 8058). An invitation goes to who never asked for mail, and comes once. */
async function unsubscribeHeaders(
  ctx: RequestCtx,
  { userId }: OutgoingRow,
  { kind, about }: OutgoingBody,
): Promise<Record<string, string>> {
  if (userId === null || kind === "invitation") return {};
  const url = await unsubscribeUrl(ctx, { userId, kind: about ?? null });
  return { "List-Unsubscribe": `<${url}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

async function sendSlack(ctx: RequestCtx, row: OutgoingRow): Promise<void> {
  const url = row.userId === null ? null : await slackUrlOf(ctx, row.userId);
  if (url === null) throw new MailRefused("There is no address any more.");
  // Asked again each time: what a name leads to can change.
  const refused = await refusedUrl(ctx.settings, url);
  if (refused !== null) throw new MailRefused(`The address ${refused}.`);
  const plain = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const text = OutgoingBody.parse(JSON.parse(row.body))
    .lines.map(
      ({ title, where, path }) => `*${plain(title)}* (${plain(where)})${path ? ` · <${ctx.settings.CAIRN_ORIGIN}${path}|Open>` : ""}`,
    )
    .join("\n");
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text }),
    redirect: "manual",
    signal: AbortSignal.timeout(SLACK_TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`Slack answered ${response.status}.`);
}
