import type { PageSize } from "../inputs.ts";
import { Resource } from "../resources/resource.ts";
import type {
  MarkNotifications,
  Notification,
  NotificationKind,
  NotificationQuery,
  UnreadCount,
  UpdateNotification,
} from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";

/**
 * Which notifications to list.
 *
 * @example inbox.list({ show: "unread", kind: "mention" });
 */
export interface NotificationFilter {
  /** `inbox` when left out: all that is not archived. */
  show?: NotificationQuery["show"] | undefined;
  kind?: NotificationKind | undefined;
}

/**
 * What the person who is signed in was told.
 *
 * @example for await (const { title, path } of inbox.list({ show: "unread" })) console.log(title, path);
 */
export class Inbox extends Resource {
  /** Newest first. */
  list(query: PageSize & NotificationFilter = {}): Listing<Notification> {
    return this.listing({ at: "root", path: "/me/notifications", query });
  }

  count(): Call<UnreadCount> {
    return this.client.call({ method: "GET", at: "root", path: "/me/notifications/count" });
  }

  update(notification: string, body: UpdateNotification): Call<Notification> {
    return this.client.call({ method: "PATCH", at: "root", path: path`/me/notifications/${notification}`, body, isRepeatable: true });
  }

  /** Marks all that is not archived, up to `until`. */
  mark(body: MarkNotifications): Call<UnreadCount> {
    return this.client.call({ method: "POST", at: "root", path: "/me/notifications/mark", body, isRepeatable: true });
  }
}
