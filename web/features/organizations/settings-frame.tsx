"use client";
import type { ReactNode } from "react";
import { AsideNav } from "@/components/aside-nav";
import { Page } from "../shell/page";
import { useShell } from "../shell/shell-context";
import { settingsPages } from "./settings-pages";

export interface SettingsFrameProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A settings page of an organization, with the links to the others. */
export function SettingsFrame({ title, description, actions, children }: SettingsFrameProps) {
  const { organization } = useShell();
  const links = organization ? settingsPages(organization) : [];
  return (
    <Page
      title={title}
      crumbs={title === "General" ? [{ label: "Settings" }] : [{ label: "Settings", ...(links[0] ? { href: links[0].href } : {}) }]}
      description={description}
      actions={actions}
      width="settings"
      aside={<AsideNav label="Settings" links={links} />}
    >
      {children}
    </Page>
  );
}
