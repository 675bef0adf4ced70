"use client";
import { useQuery } from "@tanstack/react-query";
import { Activity, Rows3 } from "lucide-react";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { PartTabs } from "@/components/part-tabs";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { workspaceAllows } from "@/lib/permissions";
import { Feed } from "../activity/feed";
import { useFeed } from "../activity/use-feed";
import { Comments } from "../comments/comments";
import { WatchButton } from "../inbox/watch-button";
import { Markdown } from "../run/markdown";
import { LiveBadge } from "../runs/live-badge";
import { Page } from "../shell/page";
import { useWorkspace } from "../workspaces/workspace-scope";
import { experimentQuery } from "./queries";

const TABS = { activity: "Activity", comments: "Comments" } as const;
const TAB_NAMES = Object.keys(TABS) as (keyof typeof TABS)[];

/** An experiment: what it is about, what happens in it, what people say of it, and whether one is told of it. */
export function ExperimentPage({ id }: { id: string }) {
  const { org: organization, workspace } = useWorkspace();
  const place = { organization, workspace: workspace.slug };
  const base = `/${organization}/${workspace.slug}`;
  const query = useQuery(experimentQuery(api, place, id));
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(TAB_NAMES).withDefault("activity").withOptions({ history: "push" }));
  const feed = useFeed(place, { experiment: id });
  const experiment = query.data;
  const crumbs = [{ label: "Experiments", href: `${base}/experiments` }];
  if (!experiment)
    return (
      <Page title="Experiment" crumbs={crumbs}>
        {query.isError ? (
          <ErrorState error={query.error} what="load the experiment" onRetry={() => query.refetch()} retrying={query.isFetching} />
        ) : (
          <TableSkeleton rows={8} columns={2} />
        )}
      </Page>
    );
  const { name, description, tags, run_count, comment_count, last_run_at, archived_at } = experiment;
  return (
    <Page
      title={name}
      crumbs={crumbs}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {archived_at ? <Badge>Archived</Badge> : null}
          <span>
            {run_count.toLocaleString("en")} {run_count === 1 ? "run" : "runs"}
          </span>
          {last_run_at ? (
            <span>
              last one <RelativeTime value={last_run_at} />
            </span>
          ) : null}
          {Object.entries(tags).map(([key, value]) => (
            <Badge key={key} className="max-w-48" title={`${key} = ${value}`}>
              <span className="truncate">{value ? `${key}: ${value}` : key}</span>
            </Badge>
          ))}
        </span>
      }
      actions={
        <>
          <LiveBadge state={feed.live} />
          <WatchButton place={place} subject={id} />
          <Button asChild size="sm">
            <Link href={`${base}/runs?experiment=${encodeURIComponent(name)}`}>
              <Rows3 aria-hidden />
              Runs
            </Link>
          </Button>
        </>
      }
    >
      {description ? <Markdown text={description} /> : null}
      <PartTabs parts={TABS} part={tab} onPart={setTab} of="the experiment" counts={{ comments: comment_count }}>
        {tab === "comments" ? (
          <Comments
            place={place}
            subject={{ type: "experiment", id: experiment.id }}
            canEdit={workspaceAllows(workspace.role, "run.write")}
          />
        ) : (
          <div className="flex max-w-4xl flex-col gap-3">
            <Feed place={place} feed={feed} icon={Activity} empty="Nothing happened yet">
              Runs that start and end, comments, and changes to the experiment, appear here as they happen.
            </Feed>
          </div>
        )}
      </PartTabs>
    </Page>
  );
}
