import type { Metadata } from "next";
import { statusQuery } from "@/features/status/queries";
import { StatusPage } from "@/features/status/status-page";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Status" };

/** For anybody: no session is asked for. What cannot be read now is asked for again by the browser. */
export default async function Page() {
  const api = await serverApi();
  const status = await statusQuery(api)
    .queryFn()
    .catch(() => null);
  return <StatusPage initial={status} />;
}
