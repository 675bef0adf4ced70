import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { InvitationsPage } from "@/features/invitations/invitations-page";
import { invitationsQuery } from "@/features/invitations/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Invitations" };

export default async function Invitations({ params }: { params: Promise<{ org: string }> }) {
  const { org } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(invitationsQuery(api, org))]}>
      <InvitationsPage org={org} />
    </Prefetch>
  );
}
