import type { NotificationKind, NotificationQuery } from "@cairn/sdk/schema";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { collaboration } from "@/lib/api/browser";

/** Pages that no live socket reaches ask so often what is unread. */
const POLL_MS = 30_000;
const INBOX_PAGE_SIZE = 50;

export const inboxKey = ["inbox"] as const;
const listKey = [...inboxKey, "list"] as const;

export const unreadQuery = () =>
  queryOptions({
    queryKey: [...inboxKey, "unread"],
    queryFn: () => collaboration.inbox.count(),
    refetchInterval: POLL_MS,
    staleTime: POLL_MS,
  });

export interface InboxFilter {
  show: NotificationQuery["show"];
  kind: NotificationKind | null;
}

export const inboxQuery = ({ show, kind }: InboxFilter) =>
  infiniteQueryOptions({
    queryKey: [...listKey, show, kind],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      collaboration.inbox.list({ show, limit: INBOX_PAGE_SIZE, ...(kind ? { kind } : {}) }).page(pageParam || undefined),
    getNextPageParam: (page) => page.next_cursor,
  });
