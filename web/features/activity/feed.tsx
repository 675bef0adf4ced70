"use client";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { TableSkeleton } from "@/components/ui/skeleton";
import type { Place } from "../runs/queries";
import { EventList } from "./event-list";
import type { useFeed } from "./use-feed";

export interface FeedProps {
  place: Place;
  feed: ReturnType<typeof useFeed>;
  icon: LucideIcon;
  /** What a feed without events says, with the words below it as children. */
  empty: string;
  children: ReactNode;
}

/** Events as far as they were fetched, and the way to older ones. */
export function Feed({ place, feed: { query, events }, icon, empty, children }: FeedProps) {
  return (
    <>
      {events === undefined ? (
        query.isError ? (
          <ErrorState error={query.error} what="load the activity" onRetry={() => query.refetch()} retrying={query.isFetching} />
        ) : (
          <TableSkeleton rows={10} columns={3} />
        )
      ) : events.length === 0 ? (
        <EmptyState icon={icon} title={empty}>
          {children}
        </EmptyState>
      ) : (
        <EventList place={place} events={events} />
      )}
      {query.hasNextPage ? (
        <Button className="self-center" onClick={() => query.fetchNextPage()} pending={query.isFetchingNextPage}>
          Load more
        </Button>
      ) : null}
    </>
  );
}
