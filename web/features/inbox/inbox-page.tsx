"use client";
import type { NotificationKind, NotificationQuery } from "@cairn/sdk/schema";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import Link from "next/link";
import { parseAsStringLiteral, useQueryStates } from "nuqs";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Select } from "@/components/ui/select";
import { TableSkeleton } from "@/components/ui/skeleton";
import { Page } from "../shell/page";
import { useShell } from "../shell/shell-context";
import { InboxRow } from "./inbox-row";
import { inboxQuery } from "./queries";
import { useInboxKeys } from "./use-inbox-keys";
import { useMark } from "./use-mark";
import { KIND_NAMES, KINDS } from "./words";

const SHOWN = ["inbox", "unread", "archived"] as const;
const LABELS: Record<NotificationQuery["show"], string> = { inbox: "Inbox", unread: "Unread", archived: "Archived" };
const EMPTY: Record<NotificationQuery["show"], [title: string, text: string]> = {
  inbox: ["Nothing here", "Mentions, comments on your runs, failures, and what you watch come here."],
  unread: ["Everything is read", "What comes next shows here first."],
  archived: ["Nothing was archived", "What you are done with is kept here for half a year."],
};

/** What the person was told: filters, marks, keys. */
export function InboxPage() {
  const { show: openDialog } = useShell();
  const [{ show, kind }, setFilter] = useQueryStates({
    show: parseAsStringLiteral(SHOWN).withDefault("inbox"),
    kind: parseAsStringLiteral(KIND_NAMES),
  });
  const query = useInfiniteQuery(inboxQuery({ show, kind }));
  const { mark, markAll, isMarkingAll } = useMark();
  const list = useRef<HTMLOListElement>(null);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const newest = items[0]?.id;

  const find = (id: string) => items.find((item) => item.id === id);
  useInboxKeys(list, {
    archive: (id) => {
      const item = find(id);
      if (item) mark(item, { archived: item.archived_at === null });
    },
    toggleRead: (id) => {
      const item = find(id);
      if (item && item.archived_at === null) mark(item, { read: item.read_at === null });
    },
  });

  return (
    <Page
      title="Inbox"
      width="settings"
      actions={
        newest && show !== "archived" && kind === null ? (
          <>
            <Button variant="ghost" pending={isMarkingAll} onClick={() => markAll(newest, { read: true })}>
              Mark all read
            </Button>
            <Button
              variant="ghost"
              className="max-sm:hidden"
              pending={isMarkingAll}
              onClick={() => markAll(newest, { read: true, archived: true })}
            >
              Archive all
            </Button>
          </>
        ) : null
      }
    >
      <p className="text-muted-foreground text-sm">
        What you are told, and how, is up to{" "}
        <Link href="/account/notifications" className="text-primary underline underline-offset-4">
          your settings
        </Link>
        .
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <fieldset aria-label="Which notifications" className="flex gap-1">
          {SHOWN.map((one) => (
            <Button
              key={one}
              size="sm"
              variant={one === show ? "secondary" : "ghost"}
              aria-pressed={one === show}
              onClick={() => setFilter({ show: one })}
            >
              {LABELS[one]}
            </Button>
          ))}
        </fieldset>
        <Select
          aria-label="Kind"
          size="sm"
          className="ml-auto w-40"
          value={kind ?? ""}
          onValueChange={(next: NotificationKind | "") => setFilter({ kind: next || null })}
          options={[{ value: "", label: "All kinds" }, ...KIND_NAMES.map((value) => ({ value, label: KINDS[value].label }))]}
        />
      </div>
      {!query.data ? (
        query.isError ? (
          <ErrorState error={query.error} what="load the inbox" onRetry={() => query.refetch()} retrying={query.isFetching} />
        ) : (
          <TableSkeleton rows={6} columns={2} />
        )
      ) : items.length === 0 ? (
        <EmptyState icon={Inbox} title={kind ? `No ${KINDS[kind].label.toLowerCase()}` : EMPTY[show][0]}>
          {EMPTY[show][1]}
        </EmptyState>
      ) : (
        <ol ref={list} aria-label="Notifications" className="divide-y overflow-hidden rounded-md border bg-card">
          {items.map((notification) => (
            <InboxRow
              key={notification.id}
              notification={notification}
              onMark={(marks) => mark(notification, marks)}
              onOpen={() => {
                if (notification.kind === "invitation") openDialog("invitations");
              }}
            />
          ))}
        </ol>
      )}
      {query.hasNextPage ? (
        <Button className="self-center" onClick={() => query.fetchNextPage()} pending={query.isFetchingNextPage}>
          Load more
        </Button>
      ) : null}
    </Page>
  );
}
