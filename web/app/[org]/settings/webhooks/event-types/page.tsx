import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { EventTypesPage } from "@/features/webhooks/event-types-page";
import { catalogueQuery } from "@/features/webhooks/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Event types" };

export default async function EventTypes({ params }: { params: Promise<{ org: string }> }) {
  const { org } = await params;
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(catalogueQuery(api))]}>
      <EventTypesPage org={org} />
    </Prefetch>
  );
}
