import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { curvesQuery, runQuery } from "@/features/runs/queries";
import { RunPage } from "@/features/runs/run-page";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Run" };

export default async function Run({ params }: { params: Promise<{ org: string; workspace: string; run: string }> }) {
  const { org: organization, workspace, run } = await params;
  const api = await serverApi();
  const place = { organization, workspace };
  return (
    <Prefetch load={(client) => [client.prefetchQuery(runQuery(api, place, run)), client.prefetchQuery(curvesQuery(api, place, run))]}>
      <RunPage id={run} />
    </Prefetch>
  );
}
