import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { AccountPage } from "@/features/account/account-page";
import { grantsQuery, sessionsQuery } from "@/features/account/queries";
import { serverApi } from "@/lib/api/server";
import { requireMe } from "@/lib/session";

export const metadata: Metadata = { title: "Account" };

export default async function Account() {
  await requireMe("/account");
  const api = await serverApi();
  return (
    <Prefetch load={(client) => [client.prefetchQuery(sessionsQuery(api)), client.prefetchQuery(grantsQuery(api))]}>
      <AccountPage />
    </Prefetch>
  );
}
