import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { hookQuery } from "@/features/webhooks/queries";
import { WebhookPage } from "@/features/webhooks/webhook-page";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Endpoint" };

export default async function Webhook({ params }: { params: Promise<{ org: string; workspace: string; webhook: string }> }) {
  const { org: organization, workspace, webhook } = await params;
  const api = await serverApi();
  const place = { organization, workspace };
  return (
    <Prefetch load={(client) => [client.prefetchQuery(hookQuery(api, place, webhook))]}>
      <WebhookPage place={place} id={webhook} />
    </Prefetch>
  );
}
