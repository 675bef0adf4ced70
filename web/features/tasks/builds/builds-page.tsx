"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { LiveBadge } from "../../runs/live-badge";
import { Page } from "../../shell/page";
import { useWorkspace } from "../../workspaces/workspace-scope";
import { buildsKey, buildsQuery } from "../data/queries";
import { useRefresh } from "../data/use-refresh";
import { BUILD_STATUSES } from "../words";
import { BuildsTable } from "./builds-table";
import { FirstBuild } from "./first-build";

const parsers = { status: parseAsStringLiteral(BUILD_STATUSES), find: parseAsString.withDefault("").withOptions({ throttleMs: 300 }) };
/** While a build runs, the list is asked for so often: counts move without an event of their own. */
const RUNNING_MS = 3_000;
/** At most one refetch in this time, however much happens. */
const REFRESH_MS = 1_500;

const LABELS = { running: "Running", success: "Success", failed: "Failed", cancelled: "Cancelled", interrupted: "Interrupted" } as const;

/** Builds of a workspace, newest first. */
export function BuildsPage() {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const [state, setState] = useQueryStates(parsers);
  const filter = { status: state.status ?? undefined, search: state.find.trim() || undefined };
  const builds = useInfiniteQuery({
    ...buildsQuery(api, place, filter),
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(({ status }) => status === "running")) ? RUNNING_MS : false,
  });
  const live = useRefresh(place, { queryKey: buildsKey(place), isNews: ({ subject }) => subject.type === "build", everyMs: REFRESH_MS });
  const items = builds.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = state.status !== null || state.find.trim() !== "";

  return (
    <Page title="Builds" heading={false} actions={<LiveBadge state={live} />}>
      {builds.data === undefined ? (
        builds.isError ? (
          <ErrorState error={builds.error} what="load the builds" onRetry={() => builds.refetch()} retrying={builds.isFetching} />
        ) : (
          <TableSkeleton rows={8} columns={6} />
        )
      ) : items.length === 0 && !isFiltered ? (
        <FirstBuild org={org} workspace={workspace.slug} />
      ) : (
        <div className="flex flex-col gap-3">
          <div className="flex flex-wrap items-center gap-2">
            <Input
              type="search"
              aria-label="Search builds"
              placeholder="Name, description or commit"
              className="w-64 max-sm:w-full"
              value={state.find}
              maxLength={100}
              onChange={({ target }) => setState({ find: target.value })}
            />
            <Select
              aria-label="Status"
              className="w-40 max-sm:w-full"
              value={state.status ?? ""}
              options={[{ value: "", label: "All statuses" }, ...BUILD_STATUSES.map((value) => ({ value, label: LABELS[value] }))]}
              onValueChange={(status) => setState({ status: status || null })}
            />
          </div>
          {items.length === 0 ? (
            <EmptyState
              icon={SearchX}
              title="No build matches"
              actions={<Button onClick={() => setState({ status: null, find: "" })}>Clear search</Button>}
            />
          ) : (
            <BuildsTable builds={items} />
          )}
          {builds.hasNextPage ? (
            <Button className="self-center" onClick={() => builds.fetchNextPage()} pending={builds.isFetchingNextPage}>
              Load more
            </Button>
          ) : null}
        </div>
      )}
    </Page>
  );
}
