import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { usageQuery } from "@/features/usage/queries";
import { daysOfRange } from "@/features/usage/ranges";
import { UsagePage } from "@/features/usage/usage-page";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Usage" };

export default async function Usage({ params }: { params: Promise<{ org: string }> }) {
  const place = { organization: (await params).org, workspace: null };
  const api = await serverApi();
  const today = new Date().toISOString().slice(0, 10);
  return (
    <Prefetch load={(client) => [client.prefetchQuery(usageQuery(api, place, daysOfRange("month", today)))]}>
      <UsagePage place={place} today={today} />
    </Prefetch>
  );
}
