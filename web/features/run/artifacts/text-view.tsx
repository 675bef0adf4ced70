"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { formatBytes } from "../../charts/bytes";
import type { FileSource } from "./file-source";
import { ViewerProblem } from "./viewer-problem";

/** Bytes shown at first, and with each press for more. */
const PIECE = 256 * 1024;

/** A text from its beginning, as much of it as is asked for. */
export function TextView({ label, file, render }: { label: string; file: FileSource; render?: (text: string) => ReactNode }) {
  const id = useId();
  const pieces = useInfiniteQuery({
    queryKey: ["text", id],
    initialPageParam: 0,
    queryFn: async ({ pageParam }) => ({ from: pageParam, bytes: await file.read(pageParam, Math.min(pageParam + PIECE, file.size)) }),
    getNextPageParam: ({ from, bytes }) => (bytes.byteLength > 0 && from + bytes.byteLength < file.size ? from + bytes.byteLength : null),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  if (pieces.error) return <ViewerProblem error={pieces.error} />;
  if (!pieces.data) return <Skeleton className="h-40" />;
  const decoder = new TextDecoder("utf-8");
  const text = pieces.data.pages.map(({ bytes }) => decoder.decode(bytes, { stream: true })).join("");
  const shown = pieces.data.pages.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {render ? (
        render(text)
      ) : (
        <section
          aria-label={label}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="-outline-offset-2 max-h-[70dvh] overflow-auto rounded-md border bg-muted/40 p-3"
        >
          <pre className="w-max text-xs leading-5">{text}</pre>
        </section>
      )}
      {pieces.hasNextPage ? (
        <div className="flex items-center gap-3 text-muted-foreground text-xs">
          <Button size="sm" pending={pieces.isFetchingNextPage} onClick={() => pieces.fetchNextPage()}>
            Show more
          </Button>
          {formatBytes(shown)} of {formatBytes(file.size)}
        </div>
      ) : null}
    </div>
  );
}
