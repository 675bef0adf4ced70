import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { BuildPage } from "@/features/tasks/builds/build-page";
import { buildQuery } from "@/features/tasks/data/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Build" };

export default async function Build({ params }: { params: Promise<{ org: string; workspace: string; build: string }> }) {
  const { org: organization, workspace, build } = await params;
  const api = await serverApi();
  const place = { organization, workspace };
  return (
    <Prefetch load={(client) => [client.prefetchQuery(buildQuery(api, place, build))]}>
      <BuildPage id={build} />
    </Prefetch>
  );
}
