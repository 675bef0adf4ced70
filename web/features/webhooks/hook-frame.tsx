"use client";
import type { ReactNode } from "react";
import { AsideNav } from "@/components/aside-nav";
import { settingsPages } from "../organizations/settings-pages";
import { Page } from "../shell/page";
import { useShell } from "../shell/shell-context";
import { workspacePages } from "../workspaces/workspace-pages";
import { basePath, type HookPlace } from "./queries";

export interface HookFrameProps {
  place: HookPlace;
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** Whether the page lies below the list of endpoints. */
  below?: boolean;
  children: ReactNode;
}

/** A page on endpoints, among the settings of its organization or workspace. */
export function HookFrame({ place, title, description, actions, below = false, children }: HookFrameProps) {
  const { organization, workspace } = useShell();
  const isOrganization = place.workspace === null;
  const links = isOrganization
    ? organization
      ? settingsPages(organization)
      : []
    : workspacePages({ organization: place.organization, slug: place.workspace ?? "", role: workspace?.role });
  return (
    <Page
      title={title}
      crumbs={[
        { label: "Settings", ...(links[0] ? { href: links[0].href } : {}) },
        ...(below ? [{ label: "Webhooks", href: basePath(place) }] : []),
      ]}
      description={description}
      actions={actions}
      width="settings"
      aside={<AsideNav label="Settings" links={links} />}
    >
      {children}
    </Page>
  );
}
