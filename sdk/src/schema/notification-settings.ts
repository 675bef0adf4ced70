import { z } from "zod";
import { NotificationKind } from "./notifications.ts";

/** Ways to be told. What does not come in the app lies in the inbox's archive. */
export const NotificationChannels = z
  .object({ in_app: z.boolean(), email: z.boolean(), slack: z.boolean() })
  .meta({ id: "NotificationChannels" });
export type NotificationChannels = z.infer<typeof NotificationChannels>;

const urgent: NotificationChannels = { in_app: true, email: true, slack: true };
const quiet: NotificationChannels = { in_app: true, email: false, slack: false };

/** How somebody is told who has said nothing about it. */
export const DEFAULT_CHANNELS: Record<NotificationKind, NotificationChannels> = {
  mention: urgent,
  comment: quiet,
  run_failed: urgent,
  run_finished: { in_app: true, email: false, slack: true },
  invitation: urgent,
  membership: { in_app: true, email: true, slack: false },
  key_expiring: urgent,
  webhook_disabled: urgent,
  usage_limit: urgent,
};

const isZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
};

/** E-mail gathered: one message an hour, or one a day at an hour of the person's own time. Invitations come at once. */
export const MailDigest = z
  .strictObject({
    every: z.enum(["off", "hourly", "daily"]),
    hour: z.number().int().min(0).max(23),
    time_zone: z.string().max(64).refine(isZone, "must be a time zone, such as Europe/Berlin"),
  })
  .meta({ id: "MailDigest" });
export type MailDigest = z.infer<typeof MailDigest>;

export const NotificationSettings = z
  .object({
    channels: z.record(NotificationKind, NotificationChannels),
    digest: MailDigest,
    slack_connected: z.boolean(),
    email: z.object({
      address: z.string(),
      available: z.boolean().meta({ description: "this server sends mail, and the identity provider vouches for the address" }),
    }),
  })
  .meta({ id: "NotificationSettings" });
export type NotificationSettings = z.infer<typeof NotificationSettings>;

/** An object with a field for each kind, and no other. */
const byKind = <T extends z.ZodType>(value: T) =>
  z.strictObject(Object.fromEntries(NotificationKind.options.map((kind) => [kind, value])) as Record<NotificationKind, T>);

export const UpdateNotificationSettings = z
  .strictObject({
    channels: byKind(z.strictObject(NotificationChannels.partial().shape)).partial().optional(),
    digest: MailDigest.optional(),
    slack_url: z
      .string()
      .max(2_000)
      .nullable()
      .optional()
      .meta({ description: "address of an incoming webhook of Slack; it is never shown again. null forgets it" }),
  })
  .meta({ id: "UpdateNotificationSettings", examples: [{ channels: { comment: { email: true } } }] });
export type UpdateNotificationSettings = z.infer<typeof UpdateNotificationSettings>;
