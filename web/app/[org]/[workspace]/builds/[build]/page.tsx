import type { Metadata } from "next";
import { preload } from "react-dom";
import { Prefetch } from "@/components/prefetch";
import { BuildPage } from "@/features/tasks/builds/build-page";
import { buildGraphPath, buildQuery } from "@/features/tasks/data/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Build" };

export default async function Build({ params }: { params: Promise<{ org: string; workspace: string; build: string }> }) {
  const { org: organization, workspace, build } = await params;
  const api = await serverApi();
  const place = { organization, workspace };
  // The browser fetches the graph while the page's code is still on its way.
  preload(buildGraphPath(place, build), { as: "fetch", crossOrigin: "anonymous" });
  return (
    <Prefetch load={(client) => [client.prefetchQuery(buildQuery(api, place, build))]}>
      <BuildPage id={build} />
    </Prefetch>
  );
}
