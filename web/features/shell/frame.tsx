import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { getOrganization, getWorkspaces } from "@/features/organizations/server";
import { lastVisited, PREFS } from "@/lib/prefs";
import { requireMe } from "@/lib/session";
import { AppShell } from "./app-shell";

/** Loads what the frame shows. Without `org` the last visited organization stands in (account page). */
export async function Frame({ org, children }: { org?: string; children: ReactNode }) {
  const me = await requireMe();
  const jar = await cookies();
  const last = lastVisited(jar.get(PREFS.last)?.value);
  const known = me.organizations.find(({ slug }) => slug === last?.organization) ?? me.organizations[0] ?? null;
  const organization = org === undefined ? known : await getOrganization(org);
  const workspaces = organization ? await getWorkspaces(organization.slug) : [];
  return (
    <AppShell
      me={me}
      organization={organization}
      workspaces={workspaces}
      lastWorkspace={last?.organization === organization?.slug ? last?.workspace : undefined}
      collapsed={jar.get(PREFS.sidebar)?.value === "icons"}
    >
      {children}
    </AppShell>
  );
}
