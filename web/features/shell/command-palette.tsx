"use client";
import { ArrowRight, Box, Building2, Keyboard, LogOut, MailOpen, Monitor, Moon, Plus, Sun, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { Command, CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList } from "@/components/ui/command";
import { DialogContent } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { organizationAllows } from "@/lib/permissions";
import { settingsPages } from "../organizations/settings-pages";
import { navigationOf, taskPages } from "./navigation";
import { useShell } from "./shell-context";
import { signOut } from "./sign-out";

/** Everything by its name: pages, workspaces, organizations, themes, actions. */
export function CommandPalette() {
  const shell = useShell();
  const { me, organization, workspace, workspaces, show } = shell;
  const router = useRouter();
  const { setTheme } = useTheme();

  function run(action: () => void) {
    show(null);
    action();
  }
  const go = (href: string) => run(() => router.push(href));
  const pages = navigationOf(shell).flatMap((group) => group.items.map((item) => ({ ...item, group: group.label })));
  const settings = organization ? settingsPages(organization).filter(({ href }) => !pages.some((page) => page.href === href)) : [];

  return (
    <DialogContent title="Search and commands" hideTitle className="top-[12vh] max-w-xl translate-y-0 overflow-hidden">
      <Command loop label="Search and commands">
        <CommandInput placeholder="Go to a page, switch workspace, change the theme…" autoFocus />
        <CommandList>
          <CommandEmpty>Nothing has that name.</CommandEmpty>
          <CommandGroup heading="Pages">
            {pages.map(({ label, href, icon: Icon, keys, group }) => (
              <CommandItem key={href} value={`${label} ${group} ${href}`} onSelect={() => go(href)}>
                <Icon aria-hidden />
                <span className="flex-1 truncate">
                  {label} <span className="text-muted-foreground">{group}</span>
                </span>
                {keys ? <Kbd>{keys}</Kbd> : null}
              </CommandItem>
            ))}
            {settings.map(({ label, href }) => (
              <CommandItem key={href} value={`${label} settings ${href}`} onSelect={() => go(href)}>
                <ArrowRight aria-hidden />
                <span className="flex-1 truncate">
                  {label} <span className="text-muted-foreground">settings</span>
                </span>
              </CommandItem>
            ))}
            {organization && workspace
              ? taskPages(organization.slug, workspace.slug).map(({ label, href }) => (
                  <CommandItem key={href} value={`${label} tasks ${href}`} onSelect={() => go(href)}>
                    <ArrowRight aria-hidden />
                    <span className="flex-1 truncate">
                      {label} <span className="text-muted-foreground">tasks</span>
                    </span>
                  </CommandItem>
                ))
              : null}
            <CommandItem value="account profile sessions" onSelect={() => go("/account")}>
              <UserRound aria-hidden />
              Account
            </CommandItem>
          </CommandGroup>
          {organization && workspaces.length > 0 ? (
            <CommandGroup heading="Switch workspace">
              {workspaces.map((item) => (
                <CommandItem
                  key={item.id}
                  value={`workspace ${item.name} ${item.slug}`}
                  onSelect={() => go(`/${organization.slug}/${item.slug}`)}
                >
                  <Box aria-hidden />
                  {item.name}
                </CommandItem>
              ))}
            </CommandGroup>
          ) : null}
          {me.organizations.length > 0 ? (
            <CommandGroup heading="Switch organization">
              {me.organizations.map((item) => (
                <CommandItem key={item.id} value={`organization ${item.name} ${item.slug}`} onSelect={() => go(`/${item.slug}`)}>
                  <Building2 aria-hidden />
                  {item.name}
                </CommandItem>
              ))}
            </CommandGroup>
          ) : null}
          <CommandGroup heading="Actions">
            {me.pending_invitations.length > 0 ? (
              <CommandItem onSelect={() => show("invitations")}>
                <MailOpen aria-hidden />
                Pending invitations
              </CommandItem>
            ) : null}
            <CommandItem onSelect={() => show("create-organization")}>
              <Plus aria-hidden />
              Create organization
            </CommandItem>
            {organizationAllows(organization?.role, "workspace.create") ? (
              <CommandItem onSelect={() => show("create-workspace")}>
                <Plus aria-hidden />
                Create workspace
              </CommandItem>
            ) : null}
            <CommandItem onSelect={() => run(() => setTheme("light"))}>
              <Sun aria-hidden />
              Theme: light
            </CommandItem>
            <CommandItem onSelect={() => run(() => setTheme("dark"))}>
              <Moon aria-hidden />
              Theme: dark
            </CommandItem>
            <CommandItem onSelect={() => run(() => setTheme("system"))}>
              <Monitor aria-hidden />
              Theme: system
            </CommandItem>
            <CommandItem onSelect={() => show("help")}>
              <Keyboard aria-hidden />
              Keyboard help
            </CommandItem>
            <CommandItem onSelect={() => run(signOut)}>
              <LogOut aria-hidden />
              Sign out
            </CommandItem>
          </CommandGroup>
        </CommandList>
      </Command>
    </DialogContent>
  );
}
