"use client";
import type { Me, OrganizationWithRole, Workspace } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useParams } from "next/navigation";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Sheet, SheetContent } from "@/components/ui/sheet";
import { meQuery } from "@/features/organizations/queries";
import { workspacesQuery } from "@/features/workspaces/queries";
import { api } from "@/lib/api/browser";
import { cn } from "@/lib/cn";
import { PREFS, setPref } from "@/lib/prefs";
import { useUnread } from "../inbox/use-unread";
import { useInvitationPrompt } from "../invitations/use-invitation-prompt";
import { navigationOf } from "./navigation";
import { ShellContext, type ShellDialog, type ShellValue } from "./shell-context";
import { Sidebar } from "./sidebar";
import { SignOutForm } from "./sign-out";
import { useShortcuts } from "./use-shortcuts";

const CommandPalette = dynamic(() => import("./command-palette").then((m) => m.CommandPalette), { ssr: false });
const KeyboardHelp = dynamic(() => import("./keyboard-help").then((m) => m.KeyboardHelp), { ssr: false });
const CreateOrganization = dynamic(() => import("../organizations/create-organization").then((m) => m.CreateOrganization), { ssr: false });
const CreateWorkspace = dynamic(() => import("../workspaces/create-workspace").then((m) => m.CreateWorkspace), { ssr: false });
const ReceivedInvitations = dynamic(() => import("../invitations/received-invitations").then((m) => m.ReceivedInvitations), { ssr: false });

export interface AppShellProps {
  me: Me;
  /** The organization of the page, or the last visited one on pages outside of any. */
  organization: OrganizationWithRole | null;
  workspaces: Workspace[];
  /** Slug of the workspace visited last in the organization. */
  lastWorkspace?: string | undefined;
  collapsed: boolean;
  children: ReactNode;
}

/** The frame of every page for people who are signed in. */
export function AppShell({
  me: initialMe,
  organization,
  workspaces: initialWorkspaces,
  lastWorkspace,
  collapsed: initially,
  children,
}: AppShellProps) {
  const params = useParams<{ org?: string; workspace?: string }>();
  const { data: me } = useQuery({ ...meQuery(api), initialData: initialMe, staleTime: 30_000 });
  const slug = organization?.slug ?? "";
  const { data: workspaces } = useQuery({
    ...workspacesQuery(api, slug),
    initialData: initialWorkspaces,
    staleTime: 30_000,
    enabled: organization !== null,
  });
  const [collapsed, setCollapsed] = useState(initially);
  const [dialog, show] = useState<ShellDialog | null>(null);
  const [navigationOpen, setNavigationOpen] = useState(false);
  useInvitationPrompt(me, dialog, show);

  const toggleSidebar = useCallback(() => {
    setCollapsed((before) => {
      setPref(PREFS.sidebar, before ? "wide" : "icons");
      return !before;
    });
  }, []);

  const place = useMemo(() => {
    const wanted = params.workspace ?? lastWorkspace;
    return {
      me,
      organization,
      workspaces,
      workspace: workspaces.find((item) => item.slug === wanted || item.id === wanted) ?? workspaces[0] ?? null,
      scope: params.workspace ? ("workspace" as const) : params.org ? ("organization" as const) : ("account" as const),
    };
  }, [me, organization, workspaces, params.workspace, params.org, lastWorkspace]);
  const unread = useUnread(place);
  const value = useMemo<ShellValue>(
    () => ({ ...place, unread, dialog, show, openNavigation: () => setNavigationOpen(true) }),
    [place, unread, dialog],
  );

  const groups = useMemo(() => navigationOf(value), [value]);
  useShortcuts({ groups, show, toggleSidebar });

  return (
    <ShellContext value={value}>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-popover focus:px-3 focus:py-2 focus:text-sm focus:shadow-float"
      >
        Skip to content
      </a>
      <div className="flex min-h-dvh">
        <aside
          aria-label="Side bar"
          className={cn("sticky top-0 hidden h-dvh shrink-0 flex-col border-r bg-sidebar md:flex", collapsed ? "w-12" : "w-60")}
        >
          <Sidebar collapsed={collapsed} onToggle={toggleSidebar} />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">{children}</div>
      </div>
      <Sheet open={navigationOpen} onOpenChange={setNavigationOpen}>
        <SheetContent side="left" title="Navigation" hideTitle className="bg-sidebar">
          <Sidebar onNavigate={() => setNavigationOpen(false)} />
        </SheetContent>
      </Sheet>
      <Dialog open={dialog !== null} onOpenChange={(open) => (open ? undefined : show(null))}>
        {dialog === "palette" ? <CommandPalette /> : null}
        {dialog === "help" ? <KeyboardHelp /> : null}
        {dialog === "create-organization" ? <CreateOrganization onDone={() => show(null)} /> : null}
        {dialog === "create-workspace" && organization ? <CreateWorkspace organization={organization} onDone={() => show(null)} /> : null}
        {dialog === "invitations" ? <ReceivedInvitations invitations={me.pending_invitations} onDone={() => show(null)} /> : null}
      </Dialog>
      <SignOutForm />
    </ShellContext>
  );
}
