"use client";
import type { Workspace } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { activityQuery } from "./queries";

/** A workspace with what goes on in it. */
export function WorkspaceCard({ org, workspace }: { org: string; workspace: Workspace }) {
  const activity = useQuery({ ...activityQuery(api, org, workspace.slug), staleTime: 60_000 });
  return (
    <Link
      href={`/${org}/${workspace.slug}`}
      className="flex h-full flex-col gap-3 rounded-md border bg-card p-4 transition-colors hover:border-input hover:bg-accent/40"
    >
      <span className="flex items-center gap-2.5">
        <Avatar name={workspace.name} shape="square" className="size-8 text-xs" />
        <span className="min-w-0 leading-4">
          <span className="block truncate font-medium">{workspace.name}</span>
          <span className="block truncate font-mono text-muted-foreground text-xs">{workspace.slug}</span>
        </span>
      </span>
      <span className="min-h-4 text-muted-foreground text-xs">
        {activity.data ? (
          activity.data.runs === 0 ? (
            "No runs yet"
          ) : (
            <>
              <span className="tabular">
                {activity.data.runs.toLocaleString("en")}
                {activity.data.more ? "+" : ""}
              </span>{" "}
              {activity.data.runs === 1 ? "run" : "runs"} in {activity.data.experiments}{" "}
              {activity.data.experiments === 1 ? "experiment" : "experiments"}
              {activity.data.lastRunAt ? (
                <>
                  , last <RelativeTime value={activity.data.lastRunAt} />
                </>
              ) : null}
            </>
          )
        ) : activity.isError ? (
          "Activity is not available now"
        ) : (
          <Skeleton className="delayed w-40" />
        )}
      </span>
    </Link>
  );
}
