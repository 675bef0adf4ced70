import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { AuditPage } from "@/features/audit/audit-page";
import { auditQuery, headQuery, settingsQuery } from "@/features/audit/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Audit trail" };

export default async function Audit({ params }: { params: Promise<{ org: string }> }) {
  const { org } = await params;
  const place = { organization: org, workspace: null };
  const api = await serverApi();
  return (
    <Prefetch
      load={(client) => [
        client.prefetchInfiniteQuery(auditQuery(api, place, {})),
        client.prefetchQuery(headQuery(api, org)),
        client.prefetchQuery(settingsQuery(api, org)),
      ]}
    >
      <AuditPage place={place} />
    </Prefetch>
  );
}
