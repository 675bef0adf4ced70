import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { activityFeedQuery } from "@/features/activity/queries";
import { ExperimentPage } from "@/features/experiments/experiment-page";
import { experimentQuery } from "@/features/experiments/queries";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Experiment" };

interface ExperimentProps {
  params: Promise<{ org: string; workspace: string; experiment: string }>;
}

export default async function Experiment({ params }: ExperimentProps) {
  const { org: organization, workspace, experiment } = await params;
  const api = await serverApi();
  const place = { organization, workspace };
  return (
    <Prefetch
      load={(client) => [
        client.prefetchQuery(experimentQuery(api, place, experiment)),
        client.prefetchInfiniteQuery(activityFeedQuery(api, place, { experiment })),
      ]}
    >
      <ExperimentPage id={experiment} />
    </Prefetch>
  );
}
