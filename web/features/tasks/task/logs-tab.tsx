"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ScrollText } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Select } from "@/components/ui/select";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { cn } from "@/lib/cn";
import type { Place } from "../../runs/queries";
import { taskQuery } from "../data/queries";

const ROW_PX = 20;
/** An attempt that runs is asked for so often. */
const POLL_MS = 3_000;
const COLOURS = { debug: "text-muted-foreground", info: "", warn: "text-warning", error: "text-destructive" } as const;

export interface LogsTabProps {
  task: TaskDetail;
  place: Place;
  /** Null: the last one. */
  attempt: number | null;
  onAttempt: (attempt: number) => void;
}

/** Lines that an attempt printed. */
export function TaskLogsTab({ task, place, attempt, onAttempt }: LogsTabProps) {
  const chosen = attempt ?? task.attempt;
  const isRunning = task.attempts.some(({ number, status }) => number === chosen && status === "running");
  const frame = useRef<HTMLElement>(null);
  const lines = useInfiniteQuery({
    queryKey: [...taskQuery(api, place, task.id).queryKey, "logs", chosen],
    enabled: chosen > 0,
    initialPageParam: "",
    queryFn: ({ pageParam }) => api.tasks.lines(task.id, { attempt: chosen }, place).page(pageParam || undefined),
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: isRunning ? POLL_MS : false,
  });
  const items = lines.data?.pages.flatMap((page) => page.items) ?? [];
  const rows = useVirtualizer({ count: items.length, getScrollElement: () => frame.current, estimateSize: () => ROW_PX, overscan: 20 });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = lines;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last > items.length - 60) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, items.length]);

  if (task.attempt === 0)
    return (
      <EmptyState icon={ScrollText} title="No lines">
        What a task prints while it is computed stands here.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <Select
          aria-label="Attempt"
          className="w-56"
          value={String(chosen)}
          options={task.attempts.map(({ number, status, line_count }) => ({
            value: String(number),
            label: `Attempt ${number}, ${status}, ${line_count.toLocaleString("en")} lines`,
          }))}
          onValueChange={(value) => onAttempt(Number(value))}
        />
        {items.length > 0 ? (
          <Button size="sm" variant="ghost" onClick={() => rows.scrollToIndex(items.length - 1, { align: "end" })}>
            To the end
          </Button>
        ) : null}
      </div>
      {lines.data === undefined ? (
        lines.isError ? (
          <ErrorState error={lines.error} what="load the lines" onRetry={() => lines.refetch()} retrying={lines.isFetching} />
        ) : (
          <TableSkeleton rows={8} columns={2} />
        )
      ) : items.length === 0 ? (
        <EmptyState icon={ScrollText} title={isRunning ? "Waiting for the first line" : "This attempt printed nothing"} />
      ) : (
        <section
          ref={frame}
          aria-label="Lines"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="-outline-offset-2 h-[calc(100dvh-20rem)] min-h-80 overflow-auto rounded-md border bg-card py-1"
        >
          <div className="relative min-w-max" style={{ height: rows.getTotalSize() }}>
            {shown.map(({ index, start }) => {
              const line = items[index];
              if (!line) return null;
              return (
                <div
                  key={line.number}
                  style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
                  className={cn(
                    "absolute top-0 left-0 flex w-full gap-3 whitespace-pre px-3 font-mono text-xs leading-5",
                    COLOURS[line.level],
                  )}
                >
                  <span className="w-12 shrink-0 select-none text-right text-muted-foreground tabular">{line.number}</span>
                  <span title={new Date(line.at).toISOString()}>{line.text}</span>
                </div>
              );
            })}
          </div>
        </section>
      )}
    </div>
  );
}
