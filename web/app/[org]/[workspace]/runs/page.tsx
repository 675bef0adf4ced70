import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { experimentsQuery } from "@/features/runs/queries";
import { fieldsQuery, statsQuery } from "@/features/runs-table/data/queries";
import { RunsPage } from "@/features/runs-table/runs-page";
import { viewsQuery } from "@/features/views/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Runs" };

export default async function Runs({ params }: { params: Promise<{ org: string; workspace: string }> }) {
  const { org: organization, workspace } = await params;
  const api = await serverApi();
  const place = { organization, workspace };
  return (
    <Prefetch
      load={(client) => [
        client.prefetchQuery(experimentsQuery(api, place)),
        client.prefetchQuery(fieldsQuery(api, place, null)),
        client.prefetchQuery(viewsQuery(api, place, "runs")),
        client.prefetchQuery(statsQuery(api, place, { experiment: null, filter: "" })),
      ]}
    >
      <RunsPage />
    </Prefetch>
  );
}
