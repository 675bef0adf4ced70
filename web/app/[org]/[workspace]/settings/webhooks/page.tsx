import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { hooksQuery } from "@/features/webhooks/queries";
import { WebhooksPage } from "@/features/webhooks/webhooks-page";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Webhooks" };

export default async function Webhooks({ params }: { params: Promise<{ org: string; workspace: string }> }) {
  const { org: organization, workspace } = await params;
  const api = await serverApi();
  const place = { organization, workspace };
  return (
    <Prefetch load={(client) => [client.prefetchQuery(hooksQuery(api, place))]}>
      <WebhooksPage place={place} />
    </Prefetch>
  );
}
