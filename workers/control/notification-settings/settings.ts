import type { NotificationKind, NotificationSettings, UpdateNotificationSettings } from "@cairn/sdk/schema";
import { open, seal } from "../../shared/envelope.ts";
import { Fault, notFound } from "../../shared/errors.ts";
import type { CallerCtx, RequestCtx } from "../context.ts";
import { requirePerson } from "../me/person.ts";
import { refusedUrl } from "../webhooks/url.ts";
import { channelsOf, digestOf } from "./choices.ts";
import { putSettings, type RecipientRow, readRecipients } from "./store.ts";

const placeOf = (userId: string) => ({ table: "notification_settings", column: "slack_url_sealed", row: userId });

/** The address of a person's Slack webhook; null when they gave none. */
export async function slackUrlOf(ctx: RequestCtx, userId: string): Promise<string | null> {
  const [row] = await readRecipients(ctx.db, [userId]);
  const sealed = row?.settings?.slackUrlSealed ?? null;
  return sealed === null ? null : open(ctx.settings.keyring, placeOf(userId), sealed);
}

/** How the caller is told of what. */
export async function getNotificationSettings({ ctx }: { ctx: CallerCtx }): Promise<NotificationSettings> {
  return viewOf(ctx, await readOwn(ctx));
}

/** Changes what is given. Throws `invalid_request` for an address that leads to no public host. */
export async function updateNotificationSettings({
  ctx,
  input,
}: {
  ctx: CallerCtx;
  input: UpdateNotificationSettings;
}): Promise<NotificationSettings> {
  const row = await readOwn(ctx);
  const before = row.settings;
  const channels = { ...before?.channels };
  for (const [name, said] of Object.entries(input.channels ?? {})) {
    const kind = name as NotificationKind;
    channels[kind] = {
      ...channelsOf(before)[kind],
      ...Object.fromEntries(Object.entries(said ?? {}).filter(([, on]) => on !== undefined)),
    };
  }
  let slackUrlSealed = before?.slackUrlSealed ?? null;
  if (input.slack_url === null) slackUrlSealed = null;
  else if (input.slack_url !== undefined) {
    const refused = await refusedUrl(ctx.settings, input.slack_url);
    if (refused !== null)
      throw new Fault("invalid_request", `The address ${refused}.`, {
        errors: [{ path: "body.slack_url", rule: "not_public", message: `the address ${refused}` }],
      });
    slackUrlSealed = await seal(ctx.settings.keyring, placeOf(row.userId), input.slack_url);
  }
  const digest = input.digest ?? digestOf(before);
  await putSettings(ctx.db, { userId: row.userId, channels, digest, slackUrlSealed, updatedAt: ctx.clock.now() });
  return viewOf(ctx, await readOwn(ctx));
}

async function readOwn(ctx: CallerCtx): Promise<RecipientRow> {
  const [row] = await readRecipients(ctx.db, [requirePerson(ctx.caller).id]);
  if (!row) throw notFound("user");
  return row;
}

const viewOf = (ctx: CallerCtx, { settings, email, emailVerified }: RecipientRow): NotificationSettings => ({
  channels: channelsOf(settings),
  digest: digestOf(settings),
  slack_connected: settings?.slackUrlSealed != null,
  email: { address: email, available: emailVerified && ctx.settings.CAIRN_MAIL !== "none" },
});
