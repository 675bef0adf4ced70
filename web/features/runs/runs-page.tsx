"use client";
import type { RunStatus } from "@cairn/sdk/schema";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Select } from "@/components/ui/select";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { Page } from "../shell/page";
import { useWorkspace } from "../workspaces/workspace-scope";
import { LiveBadge } from "./live-badge";
import { experimentsQuery, runsKey, runsQuery } from "./queries";
import { RunsEmpty } from "./runs-empty";
import { RunsTable } from "./runs-table";
import { useLive } from "./use-live";

const STATUSES = ["queued", "running", "finished", "failed", "cancelled", "crashed", "preempted"] as const satisfies readonly RunStatus[];
const parsers = { experiment: parseAsString, status: parseAsStringLiteral(STATUSES) };
/** At most one refetch in this time, however many runs change. */
const REFRESH_MS = 1_000;

/** The runs of a workspace, newest first, as they happen. */
export function RunsPage() {
  const { org, workspace } = useWorkspace();
  const place = { organization: org, workspace: workspace.slug };
  const [filter, setFilter] = useQueryStates(parsers);
  const client = useQueryClient();
  const asked = { experiment: filter.experiment ?? undefined, status: filter.status ?? undefined };
  const runs = useInfiniteQuery(runsQuery(api, place, asked));
  const experiments = useQuery(experimentsQuery(api, place));
  const planned = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const refresh = () => {
    planned.current ??= setTimeout(() => {
      planned.current = undefined;
      client.invalidateQueries({ queryKey: runsKey(place) });
    }, REFRESH_MS);
  };
  const live = useLive({ ...place, onMessage: ({ kind }) => kind === "event" && refresh(), onReturn: refresh });
  const items = runs.data?.pages.flatMap((page) => page.items);
  const isFiltered = filter.experiment !== null || filter.status !== null;

  return (
    <Page title="Runs" heading={false} actions={<LiveBadge state={live} />}>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="Experiment"
          className="w-56 max-sm:w-full"
          value={filter.experiment ?? ""}
          onValueChange={(experiment) => setFilter({ experiment: experiment || null })}
          options={[
            { value: "", label: "All experiments" },
            ...(experiments.data ?? []).map(({ name, run_count }) => ({ value: name, label: `${name} (${run_count})` })),
          ]}
        />
        <Select
          aria-label="Status"
          className="w-40 max-sm:w-full"
          value={filter.status ?? ""}
          onValueChange={(status) => setFilter({ status: status === "" ? null : (status as RunStatus) })}
          options={[{ value: "", label: "Any status" }, ...STATUSES.map((status) => ({ value: status, label: capitalised(status) }))]}
        />
        {isFiltered ? (
          <Button variant="ghost" onClick={() => setFilter({ experiment: null, status: null })}>
            Clear filters
          </Button>
        ) : null}
      </div>
      {items === undefined && runs.isError ? (
        <ErrorState error={runs.error} what="load the runs" onRetry={() => runs.refetch()} retrying={runs.isFetching} />
      ) : items === undefined ? (
        <TableSkeleton rows={10} columns={5} />
      ) : items.length === 0 ? (
        <RunsEmpty isFiltered={isFiltered} />
      ) : (
        <RunsTable runs={items} />
      )}
      {runs.hasNextPage ? (
        <Button className="self-center" onClick={() => runs.fetchNextPage()} pending={runs.isFetchingNextPage}>
          Load more
        </Button>
      ) : null}
    </Page>
  );
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
