"use client";
import type { ReactNode } from "react";
import { AsideNav } from "@/components/aside-nav";
import { type Crumb, Page } from "../shell/page";
import { useShell } from "../shell/shell-context";
import { workspacePages } from "../workspaces/workspace-pages";
import { settingsPages } from "./settings-pages";
import type { SettingsPlace } from "./settings-place";

export interface SettingsFrameProps {
  title: string;
  /** Left out: the organization of the page. */
  place?: SettingsPlace;
  /** The page that this one lies below, if it is not one of the settings' own. */
  below?: Crumb;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A settings page of an organization or of a workspace, with the links to the others. */
export function SettingsFrame({ title, place, below, description, actions, children }: SettingsFrameProps) {
  const { organization, workspace } = useShell();
  const links =
    typeof place?.workspace === "string"
      ? workspacePages({ organization: place.organization, slug: place.workspace, role: workspace?.role })
      : organization
        ? settingsPages(organization)
        : [];
  const isFirst = title === links[0]?.label;
  return (
    <Page
      title={title}
      crumbs={[{ label: "Settings", ...(links[0] && !isFirst ? { href: links[0].href } : {}) }, ...(below ? [below] : [])]}
      description={description}
      actions={actions}
      width="settings"
      aside={<AsideNav label="Settings" links={links} />}
    >
      {children}
    </Page>
  );
}
