"use client";
import type { LiveMessage, MetricColumns } from "@cairn/sdk/schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import Link from "next/link";
import { useCallback, useRef } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { FormSkeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import { api } from "@/lib/api/browser";
import { statusOf } from "@/lib/api/problem";
import { Page } from "../shell/page";
import { useWorkspace } from "../workspaces/workspace-scope";
import { newerThan, withPoints } from "./curves";
import { LiveBadge } from "./live-badge";
import { curvesQuery, runQuery } from "./queries";
import { RunActions } from "./run-actions";
import { RunCharts } from "./run-charts";
import { RunFacts } from "./run-facts";
import { useLive } from "./use-live";

/** One run: its curves, moving while it runs, and everything known of it. */
export function RunPage({ id }: { id: string }) {
  const { org, workspace } = useWorkspace();
  const place = { organization: org, workspace: workspace.slug };
  const client = useQueryClient();
  const run = useQuery(runQuery(api, place, id));
  const curves = useQuery(curvesQuery(api, place, id));
  const runKey = runQuery(api, place, id).queryKey;
  const curvesKey = curvesQuery(api, place, id).queryKey;
  const held = useRef<MetricColumns[] | null>(null);

  /** Curves fetched anew; points that come in meanwhile are held and put on top, so that none is lost or doubled. */
  const refetch = useCallback(async () => {
    if (held.current) return;
    held.current = [];
    try {
      await Promise.all([
        client.refetchQueries({ queryKey: runKey, exact: true }),
        client.refetchQueries({ queryKey: curvesKey, exact: true }),
      ]);
    } finally {
      const meanwhile = held.current;
      held.current = null;
      client.setQueryData(curvesKey, (history) => (history ? withPoints(history, newerThan(history, meanwhile)) : history));
    }
  }, [client, runKey, curvesKey]);

  function onMessage(message: LiveMessage) {
    if (message.kind === "event" && message.event.subject.id === id) client.invalidateQueries({ queryKey: runKey, exact: true });
    if (message.kind !== "points" || message.run_id !== id) return;
    if (held.current) held.current.push(...message.metrics);
    else client.setQueryData(curvesKey, (history) => (history ? withPoints(history, message.metrics) : history));
  }
  const live = useLive({ ...place, watch: [id], onMessage, onReturn: refetch });

  const runs = { label: "Runs", href: `/${org}/${workspace.slug}/runs` };
  if (run.data === undefined)
    return (
      <Page title="Run" crumbs={[runs]} heading={false}>
        {statusOf(run.error) === 404 ? (
          <EmptyState
            icon={SearchX}
            title="There is no such run"
            actions={
              <Button asChild>
                <Link href={runs.href}>All runs</Link>
              </Button>
            }
          >
            It was deleted, or its address is mistyped.
          </EmptyState>
        ) : run.isError ? (
          <ErrorState error={run.error} what="load the run" onRetry={() => run.refetch()} retrying={run.isFetching} />
        ) : (
          <FormSkeleton fields={4} />
        )}
      </Page>
    );
  const title = (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <StatusBadge status={run.data.status} />
      {run.data.error ? <span className="break-words font-mono text-destructive text-xs">{run.data.error}</span> : null}
    </span>
  );
  return (
    <Page
      title={run.data.name}
      crumbs={[runs]}
      description={title}
      actions={
        <>
          {run.data.status === "running" ? <LiveBadge state={live} /> : null}
          <RunActions run={run.data} place={place} />
        </>
      }
    >
      <div className="flex min-w-0 flex-col gap-6 xl:flex-row xl:items-start">
        <div className="min-w-0 flex-1">
          {curves.data === undefined && curves.isError ? (
            <ErrorState error={curves.error} what="load the curves" onRetry={() => curves.refetch()} retrying={curves.isFetching} />
          ) : (
            <RunCharts history={curves.data} isRunning={run.data.status === "running"} />
          )}
        </div>
        <RunFacts run={run.data} history={curves.data} />
      </div>
    </Page>
  );
}
