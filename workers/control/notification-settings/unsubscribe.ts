import { NotificationKind } from "@cairn/sdk/schema";
import { z } from "zod";
import { open, seal } from "../../shared/envelope.ts";
import { Fault } from "../../shared/errors.ts";
import type { RequestCtx } from "../context.ts";
import { channelsOf, digestOf } from "./choices.ts";
import { putSettings, readRecipients } from "./store.ts";

/** Where mail programs post that somebody wants no more of a message's kind (RFC 8058). */
export const UNSUBSCRIBE_PATH = "/api/mail/unsubscribe";

const PLACE = { table: "outgoing", column: "unsubscribe", row: "" };
/** Who wants no more mail of what; `kind` null: of anything, as a message that gathers many is of no one kind. */
const Unsubscription = z.strictObject({ userId: z.string(), kind: NotificationKind.nullable() });
type Unsubscription = z.infer<typeof Unsubscription>;

/** The address that ends mail of a kind to somebody for whoever has it: sealed, so nobody can make one, and without an end. */
export async function unsubscribeUrl(ctx: RequestCtx, what: Unsubscription): Promise<string> {
  const token = await seal(ctx.settings.keyring, PLACE, JSON.stringify(what));
  return `${ctx.settings.CAIRN_ORIGIN}${UNSUBSCRIBE_PATH}?${new URLSearchParams({ token })}`;
}

/** Ends it; again is no error. Inbox and Slack stay as they are. Throws `invalid_request` for a token that we did not make. */
export async function unsubscribe({ ctx, token }: { ctx: RequestCtx; token: string }): Promise<void> {
  const { userId, kind } = await read(ctx, token);
  const [row] = await readRecipients(ctx.db, [userId]);
  if (!row) return;
  const { settings } = row;
  const chosen = channelsOf(settings);
  const ended = kind === null ? NotificationKind.options : [kind];
  const channels = { ...settings?.channels, ...Object.fromEntries(ended.map((one) => [one, { ...chosen[one], email: false }])) };
  const slackUrlSealed = settings?.slackUrlSealed ?? null;
  await putSettings(ctx.db, { userId, channels, digest: digestOf(settings), slackUrlSealed, updatedAt: ctx.clock.now() });
}

async function read(ctx: RequestCtx, token: string): Promise<Unsubscription> {
  try {
    return Unsubscription.parse(JSON.parse(await open(ctx.settings.keyring, PLACE, token)));
  } catch {
    throw new Fault("invalid_request", "This link is none of ours, or too old. Choose what you are told in your notification settings.", {
      errors: [{ path: "query.token", rule: "invalid", message: "is not valid" }],
    });
  }
}
