"use client";
import type { LiveMessage, RunDetail } from "@cairn/sdk/schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChartLine, Cpu, Pause, Play, SearchX } from "lucide-react";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo, useRef, useState } from "react";
import { PartTabs } from "@/components/part-tabs";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { FormSkeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import { api } from "@/lib/api/browser";
import { statusOf } from "@/lib/api/problem";
import { workspaceAllows } from "@/lib/permissions";
import { ChartPanels, isSystem } from "../charts/chart-panels";
import type { ChartRun } from "../charts/chart-run";
import { newChartGroup } from "../charts/signal";
import { Comments } from "../comments/comments";
import { WatchButton } from "../inbox/watch-button";
import { CodeMark } from "../runs/code-mark";
import { LiveBadge } from "../runs/live-badge";
import { type Place, runQuery } from "../runs/queries";
import { useLive } from "../runs/use-live";
import { colourOf } from "../runs-table/model/colours";
import { useRemembered } from "../runs-table/use-remembered";
import { Page } from "../shell/page";
import { useWorkspace } from "../workspaces/workspace-scope";
import { ArtifactsTab } from "./artifacts/artifacts-tab";
import { ChildrenTab } from "./children-tab";
import { EventsTab, runEventsKey } from "./events-tab";
import { LogsTab } from "./logs/logs-tab";
import { MediaTab, refreshMedia } from "./media-tab";
import { OverviewTab } from "./overview-tab";
import { RunActions } from "./run-actions";
import { StateBanner } from "./state-banner";

const TABS = {
  charts: "Charts",
  overview: "Overview",
  system: "System",
  logs: "Logs",
  artifacts: "Artifacts",
  media: "Media",
  children: "Children",
  comments: "Comments",
  events: "Events",
} as const;
type Tab = keyof typeof TABS;
const TAB_NAMES = Object.keys(TABS) as Tab[];

/** At most one refetch of the run in this time, however much it logs. */
const REFRESH_MS = 1_500;
const RELATIVE = { axis: { kind: "relative" } } as const;

/** One run: curves, lines and files, moving while it runs, and everything known of it. */
export function RunPage({ id }: { id: string }) {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const client = useQueryClient();
  const query = runQuery(api, place, id);
  const run = useQuery(query);
  const [isPaused, setPaused] = useState(false);
  const planned = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const refresh = () => void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
  function onMessage(message: LiveMessage) {
    if (message.kind === "event" && message.event.subject.id === id) {
      refresh();
      refreshMedia(client, place, id, true);
      client.invalidateQueries({ queryKey: runEventsKey(place, id) });
      if (message.event.type.startsWith("artifact.")) client.invalidateQueries({ queryKey: [...query.queryKey, "artifacts"] });
    }
    if ((message.kind !== "points" && message.kind !== "lines") || message.run_id !== id) return;
    planned.current ??= setTimeout(() => {
      planned.current = undefined;
      refresh();
      refreshMedia(client, place, id, false);
    }, REFRESH_MS);
  }
  function onReturn() {
    refresh();
    refreshMedia(client, place, id, true);
  }
  const live = useLive({ ...place, watch: [id], isPaused, onMessage, onReturn });

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
  const canEdit = workspaceAllows(workspace.role, "run.write") && run.data.deleted_at === null;
  const isLive = run.data.status === "running" || run.data.status === "queued";
  return (
    <Page
      title={run.data.name}
      crumbs={[runs]}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusBadge status={run.data.status} />
          <CodeMark run={run.data} />
          {run.data.attempt > 1 ? <span>attempt {run.data.attempt}</span> : null}
          {run.data.error ? <span className="break-words font-mono text-destructive text-xs">{run.data.error}</span> : null}
        </span>
      }
      actions={
        <>
          {isLive || isPaused ? (
            <>
              <LiveBadge state={live} />
              <Button
                size="sm"
                variant={isPaused ? "secondary" : "ghost"}
                title={isPaused ? "Go on" : "Pause"}
                aria-pressed={isPaused}
                onClick={() => setPaused(!isPaused)}
              >
                {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
                <span className="max-sm:sr-only">{isPaused ? "Go on" : "Pause"}</span>
              </Button>
            </>
          ) : null}
          {run.data.deleted_at === null ? <WatchButton place={place} subject={run.data.id} /> : null}
          {canEdit ? <RunActions run={run.data} place={place} /> : null}
        </>
      }
    >
      <StateBanner run={run.data} place={place} canEdit={workspaceAllows(workspace.role, "run.write")} />
      <Parts run={run.data} place={place} canEdit={canEdit} isPaused={isPaused} />
    </Page>
  );
}

interface PartsProps {
  run: RunDetail;
  place: Place;
  canEdit: boolean;
  isPaused: boolean;
}

function Parts({ run, place, canEdit, isPaused }: PartsProps) {
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(TAB_NAMES).withDefault("charts").withOptions({ history: "push" }));
  const [group] = useState(newChartGroup);
  const [remembered] = useRemembered(place);
  const colour = colourOf(run, remembered.colours);
  const chartRun = useMemo(
    (): ChartRun => ({ id: run.id, name: run.name, colour, status: run.status, group: run.group }),
    [run.id, run.name, colour, run.status, run.group],
  );
  const names = Object.keys(run.metrics).sort().join("\n");
  const keys = useMemo(() => (names ? names.split("\n") : []), [names]);
  const common = { run, place };
  const counts: Partial<Record<Tab, number>> = {
    logs: run.line_count,
    artifacts: run.artifact_count,
    children: run.child_count,
    comments: run.comment_count,
  };

  function content() {
    switch (tab) {
      case "charts":
        return (
          <Curves
            key="charts"
            chartRun={chartRun}
            place={place}
            keys={keys.filter((key) => !isSystem(key))}
            isPaused={isPaused}
            group={group}
          />
        );
      case "system":
        return (
          <Curves key="system" chartRun={chartRun} place={place} keys={keys.filter(isSystem)} isPaused={isPaused} group={group} isSystem />
        );
      case "overview":
        return <OverviewTab {...common} canEdit={canEdit} />;
      case "logs":
        return <LogsTab {...common} chartRun={chartRun} group={group} isPaused={isPaused} />;
      case "artifacts":
        return <ArtifactsTab {...common} />;
      case "media":
        return <MediaTab key={run.id} {...common} />;
      case "children":
        return <ChildrenTab {...common} />;
      case "comments":
        return <Comments place={place} subject={{ type: "run", id: run.id }} canEdit={canEdit} />;
      case "events":
        return <EventsTab {...common} />;
    }
  }

  function choose(next: Tab) {
    // A place on one axis is none on another.
    group.zoom.set(null);
    setTab(next);
  }
  return (
    <PartTabs parts={TABS} part={tab} onPart={choose} of="the run" counts={counts}>
      {content()}
    </PartTabs>
  );
}

interface CurvesProps {
  chartRun: ChartRun;
  place: Place;
  keys: readonly string[];
  isPaused: boolean;
  group: ReturnType<typeof newChartGroup>;
  isSystem?: boolean;
}

const nothing = () => {};

function Curves({ chartRun, place, keys, isPaused, group, isSystem: ofMachine = false }: CurvesProps) {
  const runs = useMemo(() => [chartRun], [chartRun]);
  const isRunning = chartRun.status === "running";
  const empty = ofMachine ? (
    <EmptyState icon={Cpu} title="No system metrics">
      The SDK samples CPU, memory, disk, network and GPU while a program runs.
    </EmptyState>
  ) : (
    <EmptyState icon={ChartLine} title={isRunning ? "Waiting for the first points" : "Nothing was logged"}>
      Curves appear with <code className="text-xs">{"run.log({ loss }, { step })"}</code>, within two seconds.
    </EmptyState>
  );
  return (
    <ChartPanels
      place={place}
      runs={runs}
      keys={keys}
      highlighted={null}
      onHighlight={nothing}
      isPaused={isPaused}
      group={group}
      empty={empty}
      {...(ofMachine ? { fixed: RELATIVE } : {})}
    />
  );
}
