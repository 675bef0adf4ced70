"use client";
import { LockKeyhole, RotateCw, SearchX, TriangleAlert } from "lucide-react";
import { describeError } from "@/lib/api/problem";
import { cn } from "@/lib/cn";
import { Button } from "./button";
import { CopyButton } from "./copy-button";

export interface ErrorStateProps {
  error: unknown;
  /** What was tried: "load the members". */
  what?: string;
  onRetry?: () => void;
  retrying?: boolean;
  className?: string;
}

/** Says what happened, with the request id and a retry; lack of permission and absence look calmer than failure. */
export function ErrorState({ error, what, onRetry, retrying = false, className }: ErrorStateProps) {
  const problem = describeError(error);
  const Icon = problem.status === 403 ? LockKeyhole : problem.status === 404 ? SearchX : TriangleAlert;
  const title = problem.status === 403 ? "You do not have access to this" : what ? `Could not ${what}` : problem.title;
  return (
    <div role="alert" className={cn("flex flex-col items-center gap-1 rounded-md border px-6 py-10 text-center", className)}>
      <Icon aria-hidden className="mb-2 size-5 text-muted-foreground" strokeWidth={1.5} />
      <p className="font-medium text-sm">{title}</p>
      <p className="max-w-[60ch] text-muted-foreground text-sm">{problem.detail}</p>
      {problem.requestId ? (
        <p className="mt-1 flex items-center gap-1 text-muted-foreground text-xs">
          Request <code className="break-all">{problem.requestId}</code>
          <CopyButton value={problem.requestId} label="request id" />
        </p>
      ) : null}
      {onRetry && problem.status !== 403 ? (
        <Button className="mt-3" onClick={onRetry} pending={retrying}>
          {retrying ? null : <RotateCw aria-hidden />}
          Try again
        </Button>
      ) : null}
    </div>
  );
}
