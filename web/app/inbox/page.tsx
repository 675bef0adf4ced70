import type { Metadata } from "next";
import { InboxPage } from "@/features/inbox/inbox-page";
import { requireMe } from "@/lib/session";

export const metadata: Metadata = { title: "Inbox" };

export default async function Inbox() {
  await requireMe("/inbox");
  return <InboxPage />;
}
