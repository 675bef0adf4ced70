"use client";
import { useQuery } from "@tanstack/react-query";
import { QueryView } from "@/components/query-view";
import { activityQuery } from "@/features/workspaces/queries";
import { useWorkspace } from "@/features/workspaces/workspace-scope";
import { api } from "@/lib/api/browser";
import { Page } from "../shell/page";
import { FirstRun } from "./first-run";

/** How often an empty workspace looks for its first run, in ms. */
const FIRST_RUN_POLL_MS = 3_000;

/** The workspace's first page: what goes on, or how to begin. */
export function HomePage({ children }: { children?: React.ReactNode }) {
  const { org, workspace } = useWorkspace();
  const activity = useQuery({
    ...activityQuery(api, org, workspace.slug),
    refetchInterval: (query) => (query.state.data?.runs === 0 ? FIRST_RUN_POLL_MS : false),
  });
  return (
    <Page title="Home" heading={false}>
      <QueryView query={activity} what="load this workspace">
        {(data) => (data.runs === 0 ? <FirstRun org={org} workspace={workspace.slug} /> : children)}
      </QueryView>
    </Page>
  );
}
