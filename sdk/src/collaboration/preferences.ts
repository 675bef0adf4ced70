import { Resource } from "../resources/resource.ts";
import type { NotificationSettings, UpdateNotificationSettings } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";

/**
 * How the person who is signed in is told of what.
 *
 * @example await preferences.update({ channels: { comment: { email: true } }, digest: { every: "daily", hour: 8, time_zone: "Europe/Berlin" } });
 */
export class Preferences extends Resource {
  get(): Call<NotificationSettings> {
    return this.client.call({ method: "GET", at: "root", path: "/me/notification-settings" });
  }

  /** Changes what is given. */
  update(body: UpdateNotificationSettings): Call<NotificationSettings> {
    return this.client.call({ method: "PATCH", at: "root", path: "/me/notification-settings", body, isRepeatable: true });
  }
}
