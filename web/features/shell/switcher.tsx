"use client";
import { Check, ChevronsUpDown, MailOpen, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { Avatar } from "@/components/ui/avatar";
import { CountBadge } from "@/components/ui/badge";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { cn } from "@/lib/cn";
import { organizationAllows } from "@/lib/permissions";
import { invitationsLabel } from "../invitations/words";
import { useShell } from "./shell-context";

/** Shows where the person is and leads to other workspaces, organizations and waiting invitations. */
export function Switcher({ collapsed, onNavigate }: { collapsed: boolean; onNavigate?: () => void }) {
  const { me, organization, workspace, workspaces, show } = useShell();
  const router = useRouter();
  const pending = me.pending_invitations.length;
  const title = organization?.name ?? "No organization";

  function go(href: string) {
    router.push(href);
    onNavigate?.();
  }

  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        className={cn(
          "relative flex h-11 items-center gap-2.5 rounded-md px-1.5 text-left transition-colors hover:bg-accent data-[state=open]:bg-accent",
          collapsed && "w-8 justify-center px-0",
        )}
      >
        <span className="sr-only">Switch organization or workspace:</span>
        <Avatar name={title} shape="square" className="size-7 text-xs" />
        {collapsed ? (
          <span className="sr-only">{title}</span>
        ) : (
          <>
            <span className="min-w-0 flex-1 leading-4">
              <span className="block truncate font-medium text-sm">{title}</span>
              <span className="block truncate text-muted-foreground text-xs">{workspace?.name ?? "No workspace"}</span>
            </span>
            <CountBadge count={pending} label={invitationsLabel(pending)} />
            <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted-foreground" />
          </>
        )}
        {collapsed && pending > 0 ? <span aria-hidden className="-top-0.5 -right-0.5 absolute size-2 rounded-full bg-primary" /> : null}
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-64">
        {organization && workspaces.length > 0 ? (
          <>
            <DropdownMenuLabel>Workspaces of {organization.name}</DropdownMenuLabel>
            {workspaces.map((item) => (
              <DropdownMenuItem key={item.id} onSelect={() => go(`/${organization.slug}/${item.slug}`)}>
                <span className="min-w-0 flex-1 truncate">{item.name}</span>
                {item.id === workspace?.id ? <Check aria-label="current" className="!text-primary" /> : null}
              </DropdownMenuItem>
            ))}
            {organizationAllows(organization.role, "workspace.create") ? (
              <DropdownMenuItem onSelect={() => show("create-workspace")} className="text-muted-foreground">
                <Plus aria-hidden />
                Create workspace
              </DropdownMenuItem>
            ) : null}
            <DropdownMenuSeparator />
          </>
        ) : null}
        <DropdownMenuLabel>Organizations</DropdownMenuLabel>
        {me.organizations.map((item) => (
          <DropdownMenuItem key={item.id} onSelect={() => go(`/${item.slug}`)}>
            <Avatar name={item.name} shape="square" className="size-5" />
            <span className="min-w-0 flex-1 truncate">{item.name}</span>
            {item.id === organization?.id ? <Check aria-label="current" className="!text-primary" /> : null}
          </DropdownMenuItem>
        ))}
        <DropdownMenuItem onSelect={() => show("create-organization")} className="text-muted-foreground">
          <Plus aria-hidden />
          Create organization
        </DropdownMenuItem>
        {pending > 0 ? (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem onSelect={() => show("invitations")}>
              <MailOpen aria-hidden />
              <span className="flex-1">Pending invitations</span>
              <CountBadge count={pending} label={invitationsLabel(pending)} />
            </DropdownMenuItem>
          </>
        ) : null}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
