import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { experimentsQuery } from "@/features/runs/queries";
import { RunsPage } from "@/features/runs/runs-page";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Runs" };

export default async function Runs({ params }: { params: Promise<{ org: string; workspace: string }> }) {
  const { org: organization, workspace } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(experimentsQuery(api, { organization, workspace }))]}>
      <RunsPage />
    </Prefetch>
  );
}
