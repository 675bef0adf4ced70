import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { RunPage } from "@/features/run/run-page";
import { runQuery } from "@/features/runs/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Run" };

export default async function Run({ params }: { params: Promise<{ org: string; workspace: string; run: string }> }) {
  const { org: organization, workspace, run } = await params;
  const api = await serverApi();
  const place = { organization, workspace };
  return (
    <Prefetch load={(client) => [client.prefetchQuery(runQuery(api, place, run))]}>
      <RunPage id={run} />
    </Prefetch>
  );
}
