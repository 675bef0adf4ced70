import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { ExperimentsPage } from "@/features/experiments/experiments-page";
import { experimentListQuery } from "@/features/experiments/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Experiments" };

export default async function Experiments({ params }: { params: Promise<{ org: string; workspace: string }> }) {
  const { org: organization, workspace } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(experimentListQuery(api, { organization, workspace }, "no"))]}>
      <ExperimentsPage />
    </Prefetch>
  );
}
