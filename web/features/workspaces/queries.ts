import type { Experiment, Page, TargetRoot, Workspace, WorkspaceMember } from "@cairn/sdk/schema";
import { queryOptions } from "@tanstack/react-query";
import { type Api, path } from "@/lib/api/api";
import { allItems } from "@/lib/pages";

export const workspacesQuery = (api: Api, org: string) =>
  queryOptions({ queryKey: ["org", org, "workspaces"], queryFn: () => allItems<Workspace>(api, path("orgs", org, "workspaces")) });

export const workspacePath = (org: string, workspace: string) => path("orgs", org, "workspaces", workspace);

export const workspaceMembersQuery = (api: Api, org: string, workspace: string) =>
  queryOptions({
    queryKey: ["org", org, "workspace", workspace, "members"],
    queryFn: () => allItems<WorkspaceMember>(api, `${workspacePath(org, workspace)}/members`),
  });

export const targetRootsQuery = (api: Api, org: string, workspace: string) =>
  queryOptions({
    queryKey: ["org", org, "workspace", workspace, "target-roots"],
    queryFn: () => allItems<TargetRoot>(api, `${workspacePath(org, workspace)}/target-roots`),
  });

export interface WorkspaceActivity {
  runs: number;
  experiments: number;
  /** RFC 3339 of the newest run, null when there is none. */
  lastRunAt: string | null;
  /** More experiments exist than were counted. */
  more: boolean;
}

/** What goes on in a workspace, summed over its experiments. */
export const activityQuery = (api: Api, org: string, workspace: string) =>
  queryOptions({
    queryKey: ["org", org, "workspace", workspace, "activity"],
    queryFn: async (): Promise<WorkspaceActivity> => {
      const { items, next_cursor } = await api.get<Page<Experiment>>(`${workspacePath(org, workspace)}/experiments`, { limit: 200 });
      const last = items.map((experiment) => experiment.last_run_at ?? "").sort().at(-1);
      return {
        runs: items.reduce((sum, experiment) => sum + experiment.run_count, 0),
        experiments: items.length,
        lastRunAt: last ? last : null,
        more: next_cursor !== null,
      };
    },
  });
