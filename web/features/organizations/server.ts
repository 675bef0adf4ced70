import type { OrganizationWithRole, Workspace } from "@cairn/sdk/schema";
import { notFound } from "next/navigation";
import { cache } from "react";
import { workspacesQuery } from "@/features/workspaces/queries";
import { statusOf } from "@/lib/api/problem";
import { serverApi } from "@/lib/api/server";
import { createQueryClient } from "@/lib/query";
import { requireMe } from "@/lib/session";

async function orNotFound<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    // An id that cannot be one is as absent as one that is not there.
    const status = statusOf(error);
    if (status === 404 || status === 400) notFound();
    if (status === 401) await requireMe();
    throw error;
  }
}

/** The organization a path names, by its slug, an earlier slug or its id. */
export const getOrganization = cache(async (org: string): Promise<OrganizationWithRole> => {
  const api = await serverApi();
  return orNotFound(() => api.organizations.get(org));
});

/** The workspace a path names. */
export const getWorkspace = cache(async (org: string, workspace: string): Promise<Workspace> => {
  const api = await serverApi();
  return orNotFound(() => api.workspaces.get(workspace, { organization: org }));
});

/** The workspaces of an organization that the caller may see. */
export const getWorkspaces = cache(async (org: string): Promise<Workspace[]> => {
  const api = await serverApi();
  return orNotFound(() => createQueryClient().fetchQuery(workspacesQuery(api, org)));
});
