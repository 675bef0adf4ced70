"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { eventDetail } from "../activity/event-detail";
import { actorOf, deedHere } from "../activity/words";
import { type Place, runsKey } from "../runs/queries";

export const runEventsKey = (place: Place, run: string) => [...runsKey(place), "run", run, "events"] as const;

/** What happened to a run, newest first: who did it, and when. */
export function EventsTab({ run, place }: { run: RunDetail; place: Place }) {
  const events = useInfiniteQuery({
    queryKey: runEventsKey(place, run.id),
    initialPageParam: "",
    queryFn: ({ pageParam }) => api.events.list({ subject: run.id, order: "newest", limit: 100 }, place).page(pageParam || undefined),
    getNextPageParam: (page) => page.next_cursor,
  });
  if (!events.data)
    return events.isError ? (
      <ErrorState error={events.error} what="load the history" onRetry={() => events.refetch()} retrying={events.isFetching} />
    ) : (
      <TableSkeleton columns={2} />
    );
  const items = events.data.pages.flatMap((page) => page.items);
  return (
    <div className="flex max-w-3xl flex-col gap-3">
      <ol aria-label="History" className="divide-y rounded-md border bg-card">
        {items.map((event) => (
          <li key={event.id} className="flex min-w-0 flex-wrap items-baseline gap-x-2 px-3 py-1.5 text-sm">
            <span className="min-w-0 truncate font-medium">{actorOf(event)}</span>
            <span className="text-muted-foreground">{deedHere(event)}</span>
            <span className="min-w-0 flex-1 basis-40 truncate text-muted-foreground text-xs" title={eventDetail(event.data)}>
              {eventDetail(event.data)}
            </span>
            <RelativeTime value={event.at} className="whitespace-nowrap text-muted-foreground text-xs" />
          </li>
        ))}
      </ol>
      {events.hasNextPage ? (
        <Button className="self-center" onClick={() => events.fetchNextPage()} pending={events.isFetchingNextPage}>
          Load more
        </Button>
      ) : null}
    </div>
  );
}
