import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { serviceAccountsQuery } from "@/features/keys/queries";
import { ServiceAccountsPage } from "@/features/keys/service-accounts-page";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Service accounts" };

export default async function ServiceAccounts({ params }: { params: Promise<{ org: string }> }) {
  const { org } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(serviceAccountsQuery(api, org))]}>
      <ServiceAccountsPage org={org} />
    </Prefetch>
  );
}
