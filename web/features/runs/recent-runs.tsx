"use client";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { api } from "@/lib/api/browser";
import { FirstRun } from "../home/first-run";
import { useWorkspace } from "../workspaces/workspace-scope";
import { runsKey, runsQuery } from "./queries";
import { RunsTable } from "./runs-table";
import { useLive } from "./use-live";

/** Runs shown on the workspace's first page. */
const SHOWN = 8;

/** The newest runs of the workspace; its getting-started steps while there are none. */
export function RecentRuns() {
  const { org, workspace } = useWorkspace();
  const place = { organization: org, workspace: workspace.slug };
  const client = useQueryClient();
  const runs = useInfiniteQuery(runsQuery(api, place, {}));
  const refresh = () => void client.invalidateQueries({ queryKey: runsKey(place) });
  useLive({ ...place, onMessage: ({ kind }) => kind === "event" && refresh(), onReturn: refresh });
  return (
    <QueryView query={runs} what="load the runs">
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return <FirstRun org={org} workspace={workspace.slug} />;
        return (
          <section aria-labelledby="recent-runs" className="flex flex-col gap-3">
            <div className="flex items-center justify-between">
              <h2 id="recent-runs" className="font-medium">
                Recent runs
              </h2>
              <Button asChild size="sm" variant="ghost">
                <Link href={`/${org}/${workspace.slug}/runs`}>All runs</Link>
              </Button>
            </div>
            <RunsTable runs={items.slice(0, SHOWN)} />
          </section>
        );
      }}
    </QueryView>
  );
}
