import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { workspacesQuery } from "@/features/workspaces/queries";
import { WorkspacesPage } from "@/features/workspaces/workspaces-page";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Workspaces" };

export default async function Workspaces({ params }: { params: Promise<{ org: string }> }) {
  const { org } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(workspacesQuery(api, org))]}>
      <WorkspacesPage org={org} />
    </Prefetch>
  );
}
