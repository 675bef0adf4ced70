import { Activity, Boxes, Building2, FlaskConical, Hammer, House, type LucideIcon, Play, Settings, Settings2, Users } from "lucide-react";
import type { ShellValue } from "./shell-context";

export interface NavigationItem {
  label: string;
  href: string;
  icon: LucideIcon;
  /** Keys pressed one after the other. */
  keys?: string;
  /** Only this very address counts as being there, not those below. */
  exact?: boolean;
}

export interface NavigationGroup {
  label: string;
  items: NavigationItem[];
}

/** The side bar's links for where the person is. Only what exists is listed. */
export function navigationOf({ organization, workspace }: Pick<ShellValue, "organization" | "workspace">): NavigationGroup[] {
  const groups: NavigationGroup[] = [];
  if (!organization) return groups;
  const org = `/${organization.slug}`;
  if (workspace) {
    const base = `${org}/${workspace.slug}`;
    groups.push({
      label: workspace.name,
      items: [
        { label: "Home", href: base, icon: House, keys: "g h", exact: true },
        { label: "Runs", href: `${base}/runs`, icon: Play, keys: "g r" },
        { label: "Tasks", href: `${base}/tasks`, icon: Boxes, keys: "g t" },
        { label: "Builds", href: `${base}/builds`, icon: Hammer, keys: "g b" },
        { label: "Experiments", href: `${base}/experiments`, icon: FlaskConical, keys: "g e" },
        { label: "Activity", href: `${base}/activity`, icon: Activity, keys: "g a" },
        { label: "Workspace settings", href: `${base}/settings`, icon: Settings2, keys: "g w" },
      ],
    });
  }
  groups.push({
    label: organization.name,
    items: [
      { label: "Overview", href: org, icon: Building2, keys: "g o", exact: true },
      { label: "Members", href: `${org}/settings/members`, icon: Users, keys: "g m" },
      { label: "Settings", href: `${org}/settings`, icon: Settings, keys: "g s" },
    ],
  });
  return groups;
}

/** Pages about all tasks of a workspace, beside their list. */
export const taskPages = (organization: string, workspace: string): { label: string; href: string }[] =>
  [
    { label: "Graph of everything", path: "graph" },
    { label: "Task types", path: "types" },
    { label: "Clean up tasks", path: "clean-up" },
    { label: "Failed tasks", path: "?q=status:%3D:failed" },
  ].map(({ label, path }) => ({ label, href: `/${organization}/${workspace}/tasks${path.startsWith("?") ? "" : "/"}${path}` }));

/** The one link that stands for the address: the longest that matches. */
export function currentHref(groups: readonly NavigationGroup[], pathname: string): string | undefined {
  return groups
    .flatMap((group) => group.items)
    .filter(({ href, exact }) => pathname === href || (!exact && pathname.startsWith(`${href}/`)))
    .sort((a, b) => b.href.length - a.href.length)[0]?.href;
}
