import type { Notification, NotificationQuery, Page, UnreadCount } from "@cairn/sdk/schema";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import type { CallerCtx } from "../context.ts";
import { requirePerson } from "../me/person.ts";
import { countUnread, listNotificationRows } from "./store.ts";
import { notificationView } from "./view.ts";

/** What the caller was told, the newest first. Throws `insufficient_scope` for who is no person. */
export async function listNotifications({ ctx, input }: { ctx: CallerCtx; input: NotificationQuery }): Promise<Page<Notification>> {
  const { id: userId } = requirePerson(ctx.caller);
  const rows = await listNotificationRows(ctx.db, {
    userId,
    show: input.show,
    kind: input.kind ?? null,
    after: input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor),
    take: input.limit + 1,
  });
  return toPage(rows, input.limit, ({ row }) => row.id, notificationView);
}

/** How much of it is unread. */
export async function countNotifications({ ctx }: { ctx: CallerCtx }): Promise<UnreadCount> {
  const { id } = requirePerson(ctx.caller);
  const [count] = await countUnread(ctx.db, [id]);
  return { unread: count?.unread ?? 0 };
}
