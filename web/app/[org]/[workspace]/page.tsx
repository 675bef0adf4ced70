import { Prefetch } from "@/components/prefetch";
import { HomePage } from "@/features/home/home-page";
import { runsQuery } from "@/features/runs/queries";
import { serverApi } from "@/lib/api/server";

export default async function Home({ params }: { params: Promise<{ org: string; workspace: string }> }) {
  const { org: organization, workspace } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchInfiniteQuery(runsQuery(api, { organization, workspace }, {}))]}>
      <HomePage />
    </Prefetch>
  );
}
