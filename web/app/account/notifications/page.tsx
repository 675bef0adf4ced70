import type { Metadata } from "next";
import { NotificationSettingsPage } from "@/features/notification-settings/notification-settings-page";
import { requireMe } from "@/lib/session";

export const metadata: Metadata = { title: "Notifications" };

export default async function Notifications() {
  await requireMe("/account/notifications");
  return <NotificationSettingsPage />;
}
