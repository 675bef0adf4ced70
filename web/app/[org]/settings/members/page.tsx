import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { MembersPage } from "@/features/members/members-page";
import { membersQuery } from "@/features/members/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Members" };

export default async function Members({ params }: { params: Promise<{ org: string }> }) {
  const { org } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(membersQuery(api, org))]}>
      <MembersPage org={org} />
    </Prefetch>
  );
}
