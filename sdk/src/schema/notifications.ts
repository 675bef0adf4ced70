import { z } from "zod";
import { ActorRef } from "./audit.ts";
import { idOf, PageQuery, Timestamp } from "./common.ts";

/** Why somebody is told of something. */
export const NOTIFICATION_KINDS = {
  mention: "Somebody mentioned you",
  comment: "Somebody commented on a run of yours, on what you watch, or where you commented before",
  run_failed: "A run of yours or one that you watch failed, crashed or was preempted",
  run_finished: "A run of yours that took long, or one that you watch, ended",
  invitation: "You were invited to an organization",
  membership: "Your role changed, you were removed, or somebody accepted your invitation",
  key_expiring: "An API key of yours is about to end",
  webhook_disabled: "Cairn disabled a webhook of an organization that you administer",
  usage_limit: "80 % or all of a limit of the plan is used, in an organization that you administer",
} as const;
export type NotificationKind = keyof typeof NOTIFICATION_KINDS;
export const NotificationKind = z.enum(Object.keys(NOTIFICATION_KINDS) as [NotificationKind, ...NotificationKind[]]);

const Named = z.object({ id: z.string(), name: z.string() });

/** Something that a person is told, once for each event. */
export const Notification = z
  .object({
    id: idOf("event").meta({ description: "of the event that it tells of" }),
    kind: NotificationKind,
    at: Timestamp,
    title: z.string().meta({ description: "what happened, in words" }),
    path: z.string().nullable().meta({ description: "page that shows it, from the slash on; null when there is none" }),
    actor: ActorRef,
    subject: z.object({ type: z.string(), id: z.string() }),
    organization: Named,
    workspace: Named.nullable(),
    read_at: Timestamp.nullable(),
    archived_at: Timestamp.nullable(),
  })
  .meta({ id: "Notification" });
export type Notification = z.infer<typeof Notification>;

export const NotificationQuery = PageQuery.extend({
  show: z.enum(["inbox", "unread", "archived"]).default("inbox").meta({ description: "inbox: all that is not archived" }),
  kind: NotificationKind.optional(),
});
export type NotificationQuery = z.infer<typeof NotificationQuery>;

export const UnreadCount = z.object({ unread: z.number().int() }).meta({ id: "UnreadCount" });
export type UnreadCount = z.infer<typeof UnreadCount>;

const Marks = z.strictObject({ read: z.boolean().optional(), archived: z.boolean().optional() });

export const UpdateNotification = Marks.meta({ id: "UpdateNotification", examples: [{ read: true }] });
export type UpdateNotification = z.infer<typeof UpdateNotification>;

export const MarkNotifications = Marks.extend({
  until: idOf("event").optional().meta({ description: "the newest that counts, so that what comes meanwhile stays unread" }),
}).meta({ id: "MarkNotifications", examples: [{ read: true }] });
export type MarkNotifications = z.infer<typeof MarkNotifications>;

/** `default`: told of what concerns oneself. Muted, only mentions come through. */
export const WatchState = z.enum(["default", "watching", "muted"]);
export type WatchState = z.infer<typeof WatchState>;

/** Whether the caller hears of a run, an experiment or a workspace. */
export const Watch = z.object({ subject_id: z.string(), state: WatchState }).meta({ id: "Watch" });
export type Watch = z.infer<typeof Watch>;

export const SetWatch = z
  .strictObject({ state: z.enum(["watching", "muted"]).meta({ description: "a workspace can only be muted" }) })
  .meta({ id: "SetWatch", examples: [{ state: "watching" }] });
export type SetWatch = z.infer<typeof SetWatch>;
