"use client";
import type { Notification, UpdateNotification } from "@cairn/sdk/schema";
import { Archive, ArchiveRestore, Mail, MailOpen } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { cn } from "@/lib/cn";
import { KINDS } from "./words";

export interface InboxRowProps {
  notification: Notification;
  onMark: (marks: UpdateNotification) => void;
  /** Where it leads when it has no page of its own. */
  onOpen: () => void;
}

/** One notification: what happened, where, when; opening it marks it read. */
export function InboxRow({ notification, onMark, onOpen }: InboxRowProps) {
  const { id, kind, title, path, at, organization, workspace, read_at, archived_at } = notification;
  const { icon: Icon, label } = KINDS[kind];
  const isUnread = read_at === null && archived_at === null;
  const open = () => {
    if (isUnread) onMark({ read: true });
    if (path === null) onOpen();
  };
  const content = (
    <>
      {isUnread ? <span className="sr-only">Unread: </span> : null}
      {title}
    </>
  );
  const titleStyle = cn(
    "min-w-0 rounded-sm text-left text-sm [overflow-wrap:anywhere] after:absolute after:inset-0",
    isUnread ? "font-medium" : "text-muted-foreground",
  );
  return (
    <li className="relative flex min-w-0 items-start gap-3 px-3 py-2.5 focus-within:bg-accent/60 hover:bg-accent/60">
      <span aria-hidden className={cn("mt-1.5 size-2 shrink-0 rounded-full", isUnread ? "bg-primary" : "bg-transparent")} />
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        {path === null ? (
          <button type="button" data-row={id} onClick={open} className={titleStyle}>
            {content}
          </button>
        ) : (
          <Link href={path} data-row={id} onClick={open} prefetch={false} className={titleStyle}>
            {content}
          </Link>
        )}
        <p className="flex min-w-0 flex-wrap gap-x-2 text-muted-foreground text-xs">
          <span className="sr-only">{label}:</span>
          <span className="min-w-0 truncate">{workspace ? `${organization.name} / ${workspace.name}` : organization.name}</span>
          <RelativeTime value={at} className="whitespace-nowrap" />
        </p>
      </div>
      <div className="relative z-10 flex shrink-0">
        {archived_at === null ? (
          <Button
            size="icon-sm"
            variant="ghost"
            title={isUnread ? "Mark read" : "Mark unread"}
            aria-label={isUnread ? "Mark read" : "Mark unread"}
            onClick={() => onMark({ read: isUnread })}
          >
            {isUnread ? <MailOpen aria-hidden /> : <Mail aria-hidden />}
          </Button>
        ) : null}
        <Button
          size="icon-sm"
          variant="ghost"
          title={archived_at ? "Move to inbox" : "Archive"}
          aria-label={archived_at ? "Move to inbox" : "Archive"}
          onClick={() => onMark({ archived: archived_at === null })}
        >
          {archived_at ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
        </Button>
      </div>
    </li>
  );
}
