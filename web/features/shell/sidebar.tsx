"use client";
import { ChevronsLeft, ChevronsRight, CircleHelp } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";
import { InboxLink } from "../inbox/inbox-link";
import { AccountMenu } from "./account-menu";
import { currentHref, navigationOf } from "./navigation";
import { useShell } from "./shell-context";
import { Switcher } from "./switcher";

export interface SidebarProps {
  collapsed?: boolean;
  /** Toggles between words and icons; left out where there is nothing to toggle. */
  onToggle?: () => void;
  /** Called when a link was followed, so that a sheet can close. */
  onNavigate?: () => void;
}

const row = "flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-sm transition-colors max-md:h-10 [&_svg]:size-4 [&_svg]:shrink-0";

/** Switcher on top, places in the middle, help and the person below. */
export function Sidebar({ collapsed = false, onToggle, onNavigate }: SidebarProps) {
  const shell = useShell();
  const pathname = usePathname();
  const groups = navigationOf(shell);
  const current = currentHref(groups, pathname);
  const Chevron = collapsed ? ChevronsRight : ChevronsLeft;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 p-2">
      <Switcher collapsed={collapsed} {...(onNavigate ? { onNavigate } : {})} />
      <nav aria-label="Main" className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto overflow-x-hidden py-1">
        {groups.map((group) => (
          <div key={group.items[0]?.href} className="flex flex-col gap-0.5">
            {collapsed ? null : <p className="truncate px-2 pb-1 text-muted-foreground text-xs">{group.label}</p>}
            {group.items.map(({ label, href, icon: Icon }) => (
              <Tooltip key={href} content={label} side="right" disabled={!collapsed}>
                <Link
                  href={href}
                  aria-current={href === current ? "page" : undefined}
                  {...(onNavigate ? { onClick: onNavigate } : {})}
                  className={cn(
                    row,
                    "-outline-offset-2 text-muted-foreground hover:bg-accent hover:text-foreground",
                    href === current && "bg-accent font-medium text-foreground",
                    collapsed && "justify-center px-0",
                  )}
                >
                  <Icon aria-hidden />
                  <span className={collapsed ? "sr-only" : "truncate"}>{label}</span>
                </Link>
              </Tooltip>
            ))}
          </div>
        ))}
      </nav>
      <div className={cn("flex flex-col gap-0.5", collapsed && "items-center")}>
        <InboxLink unread={shell.unread} collapsed={collapsed} {...(onNavigate ? { onNavigate } : {})} />
        <div className={cn("flex gap-0.5", collapsed && "flex-col")}>
          <Tooltip content="Keyboard and help" side="right" disabled={!collapsed}>
            <button
              type="button"
              onClick={() => shell.show("help")}
              className={cn(row, "text-muted-foreground hover:bg-accent hover:text-foreground", collapsed && "w-8 justify-center px-0")}
            >
              <CircleHelp aria-hidden />
              <span className={collapsed ? "sr-only" : undefined}>Help</span>
            </button>
          </Tooltip>
          {onToggle ? (
            <Tooltip content={collapsed ? "Widen side bar" : "Collapse side bar"} side="right">
              <Button
                variant="ghost"
                size="icon"
                className="text-muted-foreground"
                aria-label={collapsed ? "Widen side bar" : "Collapse side bar"}
                onClick={onToggle}
              >
                <Chevron aria-hidden />
              </Button>
            </Tooltip>
          ) : null}
        </div>
        <AccountMenu collapsed={collapsed} {...(onNavigate ? { onNavigate } : {})} />
      </div>
    </div>
  );
}
