"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { describeError } from "@/lib/api/problem";
import { Button } from "./ui/button";
import { Callout } from "./ui/callout";
import { ErrorState } from "./ui/error-state";
import { TableSkeleton } from "./ui/skeleton";

export interface QueryViewProps<T> {
  query: UseQueryResult<T>;
  /** What is loaded, for the error: "load the members". */
  what: string;
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Loading, error and content of one query. What is shown stays while it is fetched anew. */
export function QueryView<T>({ query, what, skeleton, children }: QueryViewProps<T>) {
  if (query.data === undefined) {
    if (query.isError) return <ErrorState error={query.error} what={what} onRetry={() => query.refetch()} retrying={query.isFetching} />;
    return skeleton ?? <TableSkeleton />;
  }
  return (
    <>
      {query.isError ? (
        <Callout tone="warning">
          This may be out of date: {describeError(query.error).detail}{" "}
          <Button variant="link" size="inline" onClick={() => query.refetch()}>
            Try again
          </Button>
        </Callout>
      ) : null}
      {children(query.data)}
    </>
  );
}
