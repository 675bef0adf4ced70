"use client";
import type { Me, OrganizationWithRole, Workspace } from "@cairn/sdk/schema";
import { createContext, useContext } from "react";

export type ShellDialog = "palette" | "help" | "create-organization" | "create-workspace" | "invitations";

export interface ShellValue {
  me: Me;
  /** The organization of the page, or the one last visited; null when the person has none. */
  organization: OrganizationWithRole | null;
  /** The workspace of the page, or the one last visited in the organization. */
  workspace: Workspace | null;
  workspaces: readonly Workspace[];
  /** Whether the page lies inside an organization or workspace (and not, say, the account). */
  scope: "account" | "organization" | "workspace";
  /** Notifications that are unread. */
  unread: number;
  dialog: ShellDialog | null;
  show(dialog: ShellDialog | null): void;
  openNavigation(): void;
}

export const ShellContext = createContext<ShellValue | null>(null);

/** Who is signed in and where; only below the frame. */
export function useShell(): ShellValue {
  const value = useContext(ShellContext);
  if (!value) throw new Error("useShell needs the frame around it");
  return value;
}
