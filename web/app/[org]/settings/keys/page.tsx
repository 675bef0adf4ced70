import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { KeysPage } from "@/features/keys/keys-page";
import { keysQuery } from "@/features/keys/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "API keys" };

export default async function Keys({ params }: { params: Promise<{ org: string }> }) {
  const { org } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(keysQuery(api, org))]}>
      <KeysPage org={org} />
    </Prefetch>
  );
}
