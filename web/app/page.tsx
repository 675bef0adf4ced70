import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { Landing } from "@/features/home/landing";
import { Welcome } from "@/features/home/welcome";
import { getWorkspaces } from "@/features/organizations/server";
import { lastVisited, PREFS } from "@/lib/prefs";
import { getMe } from "@/lib/session";

export default async function RootPage() {
  const me = await getMe();
  if (!me) return <Landing />;
  const last = lastVisited((await cookies()).get(PREFS.last)?.value);
  const visited = me.organizations.find(({ slug }) => slug === last?.organization);
  // The demo organization is no home: whoever has no other one is asked for a name first.
  const organization = visited ?? me.organizations.find(({ demo }) => !demo);
  if (!organization) return <Welcome me={me} />;
  const workspaces = await getWorkspaces(organization.slug);
  const workspace = workspaces.find(({ slug }) => slug === last?.workspace) ?? workspaces[0];
  redirect(workspace ? `/${organization.slug}/${workspace.slug}` : `/${organization.slug}`);
}
