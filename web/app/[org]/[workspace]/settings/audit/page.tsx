import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { AuditPage } from "@/features/audit/audit-page";
import { auditQuery } from "@/features/audit/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Audit trail" };

export default async function Audit({ params }: { params: Promise<{ org: string; workspace: string }> }) {
  const { org: organization, workspace } = await params;
  const api = await serverApi();
  const place = { organization, workspace };
  return (
    <Prefetch load={(client) => [client.prefetchInfiniteQuery(auditQuery(api, place, {}))]}>
      <AuditPage place={place} />
    </Prefetch>
  );
}
