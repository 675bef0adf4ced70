"use client";
import type { TaskEvent } from "@cairn/sdk/schema";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableSkeleton } from "@/components/ui/skeleton";
import { type Status, StatusBadge } from "@/components/ui/status-badge";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { taskQuery } from "../data/queries";

const WORDS: Readonly<Record<TaskEvent["type"], string>> = {
  registered: "registered it",
  reused: "used what was there",
  queued: "queued it",
  waiting: "waits for somebody else's attempt",
  started: "started an attempt",
  suspended: "suspended it for what it needs",
  resumed: "went on",
  succeeded: "computed it",
  failed: "failed",
  skipped: "skipped it: something that it needs failed",
  cancelled: "cancelled the attempt",
  preempted: "was preempted",
  crashed: "fell silent",
  checkpointed: "kept a checkpoint",
  invalidated: "took the output back",
  overridden: "set the result by hand",
  deleted: "deleted it",
  restored: "restored it",
};

/** The words of an event that matter most: a reason, or the message of an error. */
function noteOf({ data }: TaskEvent): string {
  if (typeof data.reason === "string") return data.reason;
  const { error } = data;
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : "";
}

/** What happened to a task, newest first: who did it, where, and in which build. */
export function TaskEventsTab({ id, place, buildHref }: { id: string; place: Place; buildHref: (build: string) => string }) {
  const events = useInfiniteQuery({
    queryKey: [...taskQuery(api, place, id).queryKey, "events"],
    initialPageParam: "",
    queryFn: ({ pageParam }) => api.tasks.events(id, { order: "newest", limit: 100 }, place).page(pageParam || undefined),
    getNextPageParam: (page) => page.next_cursor,
  });
  if (!events.data)
    return events.isError ? (
      <ErrorState error={events.error} what="load the history" onRetry={() => events.refetch()} retrying={events.isFetching} />
    ) : (
      <TableSkeleton columns={2} />
    );
  return (
    <div className="flex max-w-4xl flex-col gap-3">
      <ol aria-label="History" className="divide-y rounded-md border bg-card">
        {events.data.pages
          .flatMap((page) => page.items)
          .map((event) => (
            <li key={event.sequence} className="flex min-w-0 flex-wrap items-center gap-x-2 px-3 py-1.5 text-sm">
              <StatusBadge status={event.result as Status} compact />
              <span className="min-w-0 truncate font-medium">{event.actor.type === "system" ? "Cairn" : event.actor.name}</span>
              <span className="text-muted-foreground">{WORDS[event.type]}</span>
              {event.attempt ? <span className="text-muted-foreground text-xs">attempt {event.attempt}</span> : null}
              {event.owner ? <span className="text-muted-foreground text-xs">on {event.owner.host}</span> : null}
              {event.build ? (
                <Link href={buildHref(event.build)} className="text-primary text-xs hover:underline">
                  build
                </Link>
              ) : null}
              <span className="min-w-0 flex-1 basis-32 truncate text-muted-foreground text-xs" title={noteOf(event)}>
                {noteOf(event)}
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
