import type { MarkNotifications, Notification, UnreadCount, UpdateNotification } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import type { CallerCtx } from "../context.ts";
import { requirePerson } from "../me/person.ts";
import { countNotifications } from "./list.ts";
import { markNotification, markNotifications, readNotification } from "./store.ts";
import { notificationView } from "./view.ts";

const isNothing = ({ read, archived }: UpdateNotification) => read === undefined && archived === undefined;

/** Marks one notification read or archived, or takes the mark off. Throws `not_found`, also for somebody else's. */
export async function updateNotification({
  ctx,
  input,
}: {
  ctx: CallerCtx;
  input: { id: string; marks: UpdateNotification };
}): Promise<Notification> {
  const { id: userId } = requirePerson(ctx.caller);
  const ref = { userId, id: input.id };
  if (!isNothing(input.marks) && (await readNotification(ctx.db, ref)))
    await markNotification(ctx.db, { ...ref, marks: input.marks, now: ctx.clock.now() });
  const row = await readNotification(ctx.db, ref);
  if (!row) throw notFound("notification");
  return notificationView(row);
}

/** Marks all that is not archived; answers how much is unread after it. */
export async function updateNotifications({ ctx, input }: { ctx: CallerCtx; input: MarkNotifications }): Promise<UnreadCount> {
  const { id: userId } = requirePerson(ctx.caller);
  const { until = null, ...marks } = input;
  if (!isNothing(marks)) await markNotifications(ctx.db, { userId, until, marks, now: ctx.clock.now() });
  return countNotifications({ ctx });
}
