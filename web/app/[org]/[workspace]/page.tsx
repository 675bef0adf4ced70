import { Prefetch } from "@/components/prefetch";
import { HomePage } from "@/features/home/home-page";
import { activityQuery } from "@/features/workspaces/queries";
import { serverApi } from "@/lib/api/server";

export default async function Home({ params }: { params: Promise<{ org: string; workspace: string }> }) {
  const { org, workspace } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(activityQuery(api, org, workspace))]}>
      <HomePage />
    </Prefetch>
  );
}
