import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { membersQuery } from "@/features/members/queries";
import { DangerPage } from "@/features/organizations/danger-page";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Danger zone" };

export default async function Danger({ params }: { params: Promise<{ org: string }> }) {
  const { org } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(membersQuery(api, org))]}>
      <DangerPage />
    </Prefetch>
  );
}
