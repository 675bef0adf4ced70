import { Prefetch } from "@/components/prefetch";
import { membersQuery } from "@/features/members/queries";
import { OverviewPage } from "@/features/organizations/overview-page";
import { serverApi } from "@/lib/api/server";

export default async function Overview({ params }: { params: Promise<{ org: string }> }) {
  const { org } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(membersQuery(api, org))]}>
      <OverviewPage org={org} />
    </Prefetch>
  );
}
