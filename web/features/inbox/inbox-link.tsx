"use client";
import { Bell } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { CountBadge } from "@/components/ui/badge";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";

export interface InboxLinkProps {
  unread: number;
  collapsed: boolean;
  onNavigate?: () => void;
}

/** The bell in the side bar, with how much is unread. */
export function InboxLink({ unread, collapsed, onNavigate }: InboxLinkProps) {
  const isHere = usePathname() === "/inbox";
  return (
    <Tooltip content={unread > 0 ? `Inbox: ${unread} unread` : "Inbox"} side="right" disabled={!collapsed}>
      <Link
        href="/inbox"
        aria-current={isHere ? "page" : undefined}
        {...(onNavigate ? { onClick: onNavigate } : {})}
        className={cn(
          "-outline-offset-2 relative flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-muted-foreground text-sm transition-colors hover:bg-accent hover:text-foreground max-md:h-10 [&_svg]:size-4 [&_svg]:shrink-0",
          isHere && "bg-accent font-medium text-foreground",
          collapsed && "w-8 justify-center px-0",
        )}
      >
        <Bell aria-hidden />
        <span className={collapsed ? "sr-only" : "flex-1 truncate"}>Inbox</span>
        <CountBadge count={unread} label={`${unread} unread`} className={collapsed ? "absolute -top-0.5 -right-0.5" : ""} />
      </Link>
    </Tooltip>
  );
}
