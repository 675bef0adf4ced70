import type { Cairn } from "@cairn/sdk";
import { queryOptions } from "@tanstack/react-query";
import { LIST_MAX, PAGE_SIZE } from "@/lib/lists";

export const workspacesQuery = (api: Cairn, organization: string) =>
  queryOptions({
    queryKey: ["org", organization, "workspaces"],
    queryFn: () => api.workspaces.list({ limit: PAGE_SIZE }, { organization }).toArray({ limit: LIST_MAX }),
  });

export const workspaceMembersQuery = (api: Cairn, organization: string, workspace: string) =>
  queryOptions({
    queryKey: ["org", organization, "workspace", workspace, "members"],
    queryFn: () => api.workspaces.members.list(workspace, { limit: PAGE_SIZE }, { organization }).toArray({ limit: LIST_MAX }),
  });

export const targetRootsQuery = (api: Cairn, organization: string, workspace: string) =>
  queryOptions({
    queryKey: ["org", organization, "workspace", workspace, "target-roots"],
    queryFn: () => api.targetRoots.list({ limit: PAGE_SIZE }, { organization, workspace }).toArray({ limit: LIST_MAX }),
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
export const activityQuery = (api: Cairn, organization: string, workspace: string) =>
  queryOptions({
    queryKey: ["org", organization, "workspace", workspace, "activity"],
    queryFn: async (): Promise<WorkspaceActivity> => {
      const { items, next_cursor } = await api.experiments.list({ limit: PAGE_SIZE }, { organization, workspace }).page();
      const last = items
        .map((experiment) => experiment.last_run_at ?? "")
        .sort()
        .at(-1);
      return {
        runs: items.reduce((sum, experiment) => sum + experiment.run_count, 0),
        experiments: items.length,
        lastRunAt: last ? last : null,
        more: next_cursor !== null,
      };
    },
  });
