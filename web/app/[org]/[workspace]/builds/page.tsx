import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { Prefetch } from "@/components/prefetch";
import { BuildsPage } from "@/features/tasks/builds/builds-page";
import { buildsQuery } from "@/features/tasks/data/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Builds" };

interface BuildsProps {
  params: Promise<{ org: string; workspace: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function Builds({ params, searchParams }: BuildsProps) {
  const { org: organization, workspace } = await params;
  const api = await serverApi();
  const query = await searchParams;
  const isFiltered = "status" in query || "find" in query;
  const place = { organization, workspace };
  return (
    <Prefetch load={(client) => (isFiltered ? [] : [client.prefetchInfiniteQuery(buildsQuery(api, place, {}))])}>
      <BuildsPage />
    </Prefetch>
  );
}
