"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import Link from "next/link";
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { Tabs } from "radix-ui";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { FormSkeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import { api } from "@/lib/api/browser";
import { statusOf } from "@/lib/api/problem";
import { workspaceAllows } from "@/lib/permissions";
import type { Place } from "../../runs/queries";
import { Page } from "../../shell/page";
import { useWorkspace } from "../../workspaces/workspace-scope";
import { taskQuery } from "../data/queries";
import { useRefresh } from "../data/use-refresh";
import { ResultBadge } from "../result-badge";
import { shortId, titleOf, typeName } from "../words";
import { DiffTab } from "./diff-tab";
import { TaskLogsTab } from "./logs-tab";
import { NeighbourhoodTab } from "./neighbourhood-tab";
import { TaskOverviewTab } from "./overview-tab";
import { ReportsTab } from "./reports-tab";
import { TaskActions } from "./task-actions";
import { TaskBanner } from "./task-banner";
import { TaskEventsTab } from "./task-events-tab";

const TABS = ["overview", "graph", "logs", "reports", "diff", "events"] as const;
const LABELS = { overview: "Overview", graph: "Graph", logs: "Logs", reports: "Reports", diff: "Compare", events: "Events" } as const;
const parsers = {
  tab: parseAsStringLiteral(TABS).withDefault("overview").withOptions({ history: "push" }),
  with: parseAsString,
  attempt: parseAsInteger,
  report: parseAsString,
};
/** At most one refetch in this time, however much happens. */
const REFRESH_MS = 1_500;
/** A task that is computed is asked for so often: what its attempt tells has no event of the workspace. */
const RUNNING_MS = 3_000;

/** One task: what it is, what there is of it and why, and what can be done with it. */
export function TaskPage({ id }: { id: string }) {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const query = taskQuery(api, place, id);
  const task = useQuery({
    ...query,
    refetchInterval: ({ state: { data } }) =>
      data && ["queued", "running", "suspended"].includes(data.attempt_status ?? "") ? RUNNING_MS : false,
  });
  useRefresh(place, { queryKey: query.queryKey, isNews: ({ subject }) => subject.id === task.data?.id, everyMs: REFRESH_MS });
  const crumb = { label: "Tasks", href: `/${org}/${workspace.slug}/tasks` };
  if (task.data === undefined)
    return (
      <Page title="Task" crumbs={[crumb]} heading={false}>
        {statusOf(task.error) === 404 ? (
          <EmptyState
            icon={SearchX}
            title="There is no such task"
            actions={
              <Button asChild>
                <Link href={crumb.href}>All tasks</Link>
              </Button>
            }
          >
            It was never registered here, or it was deleted for good.
          </EmptyState>
        ) : task.isError ? (
          <ErrorState error={task.error} what="load the task" onRetry={() => task.refetch()} retrying={task.isFetching} />
        ) : (
          <FormSkeleton fields={4} />
        )}
      </Page>
    );
  const canEdit = workspaceAllows(workspace.role, "run.write");
  const hrefOf = (one: string) => `${crumb.href}/${one}`;
  const now = task.data;
  return (
    <Page
      title={titleOf(now)}
      crumbs={[crumb]}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <ResultBadge result={now.result} />
          {now.attempt_status && now.attempt_status !== now.result ? (
            <span className="inline-flex items-center gap-1.5">
              attempt {now.attempt} <StatusBadge status={now.attempt_status} />
            </span>
          ) : null}
          <span>{typeName(now)}</span>
          <span className="inline-flex items-center">
            <code className="text-xs" title={now.id}>
              {shortId(now.id)}
            </code>
            <CopyButton value={now.id} label="hash" />
          </span>
        </span>
      }
      actions={<TaskActions task={now} place={place} canEdit={canEdit && now.deleted_at === null} hrefOf={hrefOf} />}
    >
      <TaskBanner task={now} place={place} canEdit={canEdit} />
      <Parts task={now} place={place} canEdit={canEdit && now.deleted_at === null} hrefOf={hrefOf} />
    </Page>
  );
}

interface PartsProps {
  task: TaskDetail;
  place: Place;
  canEdit: boolean;
  hrefOf: (id: string) => string;
}

function Parts({ task, place, canEdit, hrefOf }: PartsProps) {
  const [state, setState] = useQueryStates(parsers);
  // An address that names another task asks for what differs.
  const tab = state.with && state.tab === "overview" ? "diff" : state.tab;
  const buildHref = (build: string) => `/${place.organization}/${place.workspace}/builds/${build}`;
  const counts: Partial<Record<(typeof TABS)[number], number>> = { reports: task.assets.length };
  const common = { task, place, hrefOf };
  function content() {
    switch (tab) {
      case "overview":
        return (
          <TaskOverviewTab {...common} canEdit={canEdit} buildHref={buildHref} onLogs={(attempt) => setState({ tab: "logs", attempt })} />
        );
      case "graph":
        return <NeighbourhoodTab key={task.id} {...common} />;
      case "logs":
        return <TaskLogsTab {...common} attempt={state.attempt} onAttempt={(attempt) => setState({ attempt })} />;
      case "reports":
        return <ReportsTab {...common} name={state.report} onName={(report) => setState({ report })} />;
      case "diff":
        return <DiffTab {...common} other={state.with} onOther={(other) => setState({ tab: "diff", with: other })} />;
      case "events":
        return <TaskEventsTab id={task.id} place={place} buildHref={buildHref} />;
    }
  }
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(next) => setState({ tab: next as typeof tab, ...(next === "diff" ? {} : { with: null }) })}
      className="flex min-w-0 flex-col gap-4"
    >
      <Tabs.List aria-label="Parts of the task" className="-mx-4 md:-mx-6 flex shrink-0 gap-1 overflow-x-auto border-b px-4 md:px-6">
        {TABS.map((name) => (
          <Tabs.Trigger
            key={name}
            value={name}
            className="-mb-px -outline-offset-2 inline-flex h-9 shrink-0 items-center gap-1.5 border-transparent border-b-2 px-2.5 text-muted-foreground text-sm hover:text-foreground data-[state=active]:border-primary data-[state=active]:font-medium data-[state=active]:text-foreground"
          >
            {LABELS[name]}
            {counts[name] ? <span className="font-normal text-muted-foreground text-xs tabular">{counts[name]}</span> : null}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value={tab} className="min-w-0 focus-visible:outline-none" tabIndex={-1}>
        {content()}
      </Tabs.Content>
    </Tabs.Root>
  );
}
