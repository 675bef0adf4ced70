"use client";
import type { Workspace } from "@cairn/sdk/schema";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { PREFS, setPref } from "@/lib/prefs";
import { CanonicalSlug } from "../shell/canonical-slug";

export interface WorkspaceScopeValue {
  /** Slug of the organization. */
  org: string;
  workspace: Workspace;
}

const WorkspaceContext = createContext<WorkspaceScopeValue | null>(null);

/** The workspace of the page; only below a workspace's address. */
export function useWorkspace(): WorkspaceScopeValue {
  const value = useContext(WorkspaceContext);
  if (!value) throw new Error("useWorkspace needs a workspace's page around it");
  return value;
}

/** Gives the pages below their workspace and remembers it as the last one visited. */
export function WorkspaceScope({ org, asked, workspace, children }: WorkspaceScopeValue & { asked: string; children: ReactNode }) {
  useEffect(() => setPref(PREFS.last, `${org}.${workspace.slug}`), [org, workspace.slug]);
  return (
    <WorkspaceContext value={{ org, workspace }}>
      <CanonicalSlug index={1} asked={asked} slug={workspace.slug} />
      {children}
    </WorkspaceContext>
  );
}
