"use client";
import type { BuildDetail, BuildGraph } from "@cairn/sdk/schema";
import { ArrowDown, ArrowRight, Network, SearchX } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Input } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { Sheet, SheetContent } from "@/components/ui/sheet";
import { FormSkeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import { statusOf } from "@/lib/api/problem";
import { cn } from "@/lib/cn";
import { workspaceAllows } from "@/lib/permissions";
import { useMedia } from "@/lib/use-media";
import { LiveBadge } from "../../runs/live-badge";
import { Page } from "../../shell/page";
import { useWorkspace } from "../../workspaces/workspace-scope";
import { Elapsed } from "../elapsed";
import { usePreparedFlow } from "../graph/lazy-flow";
import { useDirection } from "../graph/use-direction";
import { BUILD_TASK_STATUSES, isEndedBuild } from "../words";
import { BuildActions } from "./build-actions";
import { BuildCode } from "./build-code";
import { BuildGraphPane } from "./build-graph-pane";
import { BuildTable } from "./build-table";
import { StatusFilter } from "./status-filter";
import { TaskPanel } from "./task-panel";
import { Timeline } from "./timeline";
import { useBuild } from "./use-build";

const parsers = {
  task: parseAsString,
  status: parseAsArrayOf(parseAsStringLiteral(BUILD_TASK_STATUSES)).withDefault([]),
  find: parseAsString.withDefault(""),
  dir: parseAsStringLiteral(["right", "down"] as const),
  below: parseAsStringLiteral(["table", "timeline"] as const).withDefault("table"),
};

/** One build: its graph, its tasks and when they ran, with one choice for all three. */
export function BuildPage({ id }: { id: string }) {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const { build, graph, live, refresh } = useBuild(place, id);
  usePreparedFlow();
  const crumb = { label: "Builds", href: `/${org}/${workspace.slug}/builds` };
  if (build.data === undefined)
    return (
      <Page title="Build" crumbs={[crumb]} heading={false}>
        {statusOf(build.error) === 404 ? (
          <EmptyState
            icon={SearchX}
            title="There is no such build"
            actions={
              <Button asChild>
                <Link href={crumb.href}>All builds</Link>
              </Button>
            }
          >
            Its address is mistyped, or it belongs to another workspace.
          </EmptyState>
        ) : build.isError ? (
          <ErrorState error={build.error} what="load the build" onRetry={() => build.refetch()} retrying={build.isFetching} />
        ) : (
          <FormSkeleton fields={4} />
        )}
      </Page>
    );
  return (
    <Page
      title={build.data.name}
      crumbs={[crumb]}
      fill
      actions={
        <>
          {isEndedBuild(build.data.status) ? null : <LiveBadge state={live} />}
          {workspaceAllows(workspace.role, "run.write") ? <BuildActions build={build.data} place={place} onChange={refresh} /> : null}
        </>
      }
    >
      <Header build={build.data} />
      {graph.data ? (
        <Parts build={build.data} graph={graph.data} />
      ) : (
        <div className="p-4">
          {graph.isError ? (
            <ErrorState error={graph.error} what="load the graph" onRetry={() => graph.refetch()} retrying={graph.isFetching} />
          ) : (
            <FormSkeleton fields={3} />
          )}
        </div>
      )}
    </Page>
  );
}

function Header({ build }: { build: BuildDetail }) {
  const facts = [build.runner, build.host, build.resumed > 0 ? `resumed ${build.resumed}×` : null].filter(Boolean);
  return (
    <div className="flex shrink-0 flex-col gap-2 border-b px-3 py-2 md:px-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted-foreground text-sm">
        <StatusBadge status={build.status} />
        <Elapsed
          from={Date.parse(build.created_at)}
          to={build.finished_at ? Date.parse(build.finished_at) : build.status === "interrupted" ? Date.parse(build.heartbeat_at) : null}
          isRunning={build.status === "running"}
        />
        <span>
          #{build.number} by {build.created_by.name}, <RelativeTime value={build.created_at} />
        </span>
        <BuildCode build={build} />
        {facts.length > 0 ? <span>{facts.join(", ")}</span> : null}
        {build.description ? (
          <span className="min-w-0 max-w-[72ch] truncate" title={build.description}>
            {build.description}
          </span>
        ) : null}
      </div>
      {build.error ? <p className="break-words font-mono text-destructive text-xs">{build.error}</p> : null}
      {build.overridden ? (
        <Callout tone="warning">
          {build.overridden.by.name} set this status by hand <RelativeTime value={build.overridden.at} /> (before: {build.overridden.from}):{" "}
          {build.overridden.reason}
        </Callout>
      ) : null}
    </div>
  );
}

function Parts({ build, graph }: { build: BuildDetail; graph: BuildGraph }) {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const router = useRouter();
  const [state, setState] = useQueryStates(parsers);
  const direction = useDirection(state.dir);
  const selected = state.task;
  const select = (task: string | null) => void setState({ task });
  const hrefOf = (task: string) => `/${org}/${workspace.slug}/tasks/${task}`;
  const open = (task: string) => router.push(hrefOf(task));
  const places = useMemo(() => {
    const wanted = state.find.trim().toLowerCase();
    const statuses = new Set<string>(state.status);
    const all = graph.nodes.flatMap((node, i) => {
      if (statuses.size > 0 && !statuses.has(node.status)) return [];
      if (wanted) {
        const text = `${node.label ?? ""} ${graph.types[node.type]?.name ?? ""} ${graph.types[node.type]?.namespace ?? ""}`.toLowerCase();
        if (!text.includes(wanted) && !node.id.startsWith(wanted)) return [];
      }
      return [i];
    });
    const rank = new Map<string, number>(BUILD_TASK_STATUSES.map((status, i) => [status, i]));
    return all.toSorted((a, b) => (rank.get(graph.nodes[a]?.status ?? "") ?? 0) - (rank.get(graph.nodes[b]?.status ?? "") ?? 0) || a - b);
  }, [graph, state.find, state.status]);

  const isPhone = useMedia("(max-width: 47.99rem)");
  const panel = selected ? <TaskPanel graph={graph} id={selected} place={place} hrefOf={hrefOf} onSelect={select} /> : null;

  if (graph.nodes.length === 0)
    return (
      <div className="p-4">
        <EmptyState icon={Network} title={build.status === "running" ? "No tasks yet" : "This build had no tasks"}>
          Its tasks appear here as the program finds them.
        </EmptyState>
      </div>
    );
  return (
    <>
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-3 py-1.5 md:px-6">
        <StatusFilter
          counts={build.counts}
          chosen={state.status}
          onChange={(status) => setState({ status: status as typeof state.status })}
        />
        <span className="flex-1" />
        <Button
          size="sm"
          variant="ghost"
          title={direction === "right" ? "Draw from top to bottom" : "Draw from left to right"}
          onClick={() => setState({ dir: direction === "right" ? "down" : "right" })}
        >
          {direction === "right" ? <ArrowRight aria-hidden /> : <ArrowDown aria-hidden />}
          {direction === "right" ? "Left to right" : "Top to bottom"}
        </Button>
      </div>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col max-md:flex-none">
          <div className="min-h-56 flex-[3] max-md:h-80 max-md:flex-none">
            <BuildGraphPane
              graph={graph}
              direction={direction}
              selected={selected}
              statuses={state.status}
              onSelect={select}
              onOpen={open}
            />
          </div>
          <div className="flex min-h-40 flex-[2] flex-col border-t max-md:h-80 max-md:flex-none">
            <div className="flex shrink-0 flex-wrap items-center gap-1 px-3 py-1 md:px-6">
              {(["table", "timeline"] as const).map((name) => (
                <Button
                  key={name}
                  size="sm"
                  variant="ghost"
                  aria-pressed={state.below === name}
                  className={cn(state.below === name ? "bg-accent" : "text-muted-foreground")}
                  onClick={() => setState({ below: name })}
                >
                  {name === "table" ? "Tasks" : "Timeline"}
                </Button>
              ))}
              <Input
                type="search"
                aria-label="Search tasks of the build"
                placeholder="Name, type or id"
                className="h-7 w-44 max-md:h-9"
                value={state.find}
                onChange={({ target }) => setState({ find: target.value })}
              />
              <output className="text-muted-foreground text-xs tabular">
                {places.length.toLocaleString("en")} of {graph.nodes.length.toLocaleString("en")}
              </output>
            </div>
            <div className="min-h-0 flex-1 border-t">
              {state.below === "table" ? (
                <BuildTable graph={graph} places={places} selected={selected} onSelect={select} onOpen={open} />
              ) : (
                <Timeline graph={graph} places={places} isRunning={build.status === "running"} selected={selected} onSelect={select} />
              )}
            </div>
          </div>
        </div>
        {selected && !isPhone ? <div className="min-h-0 w-[22rem] shrink-0 border-l">{panel}</div> : null}
      </div>
      {isPhone ? (
        <Sheet open={selected !== null} onOpenChange={() => select(null)}>
          <SheetContent title="Chosen task" hideTitle>
            {panel}
          </SheetContent>
        </Sheet>
      ) : null}
    </>
  );
}
