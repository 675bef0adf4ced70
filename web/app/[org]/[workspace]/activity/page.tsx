import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { ActivityPage } from "@/features/activity/activity-page";
import { activityFeedQuery } from "@/features/activity/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Activity" };

export default async function Activity({ params }: { params: Promise<{ org: string; workspace: string }> }) {
  const { org: organization, workspace } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchInfiniteQuery(activityFeedQuery(api, { organization, workspace }, {}))]}>
      <ActivityPage />
    </Prefetch>
  );
}
