import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createQueryClient } from "@/lib/query";

export interface PrefetchProps {
  /** Starts the queries that the first screen needs. */
  load: (client: QueryClient) => Promise<void>[];
  children: ReactNode;
}

/** Fills the cache on the server; what fails there is asked again by the browser, which then shows the error. */
export async function Prefetch({ load, children }: PrefetchProps) {
  const client = createQueryClient();
  await Promise.all(load(client));
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
