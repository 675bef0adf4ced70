import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { SearchParams } from "nuqs/server";
import { Prefetch } from "@/components/prefetch";
import { prefetchTable } from "@/features/runs-table/data/prefetch";
import { rememberedOf } from "@/features/runs-table/model/remembered";
import { RunsPage } from "@/features/runs-table/runs-page";
import { serverApi } from "@/lib/api/server";
import { PREFS } from "@/lib/prefs";

export const metadata: Metadata = { title: "Runs" };

interface RunsProps {
  params: Promise<{ org: string; workspace: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function Runs({ params, searchParams }: RunsProps) {
  const { org: organization, workspace } = await params;
  const [api, query, jar] = [await serverApi(), await searchParams, await cookies()];
  const remembered = rememberedOf(jar.get(PREFS.runs)?.value);
  return (
    <Prefetch load={(client) => [prefetchTable(client, { api, place: { organization, workspace }, query, remembered })]}>
      <RunsPage remembered={remembered} />
    </Prefetch>
  );
}
