import type { Run } from "@cairn/sdk/schema";
import { GitCommitHorizontal } from "lucide-react";
import { cn } from "@/lib/cn";

/** Marks a run whose code is under version control: which commit, and whether the code was as committed (a star: it was not). */
export function CodeMark({ run, className }: { run: Pick<Run, "commit" | "has_diff">; className?: string }) {
  if (run.commit === null) return null;
  const text = `Commit ${run.commit.slice(0, 10)}, ${run.has_diff ? "with changes that were not committed" : "clean"}`;
  return (
    <span
      role="img"
      aria-label={text}
      title={text}
      className={cn("inline-flex shrink-0 items-center text-xs", run.has_diff ? "text-status-stale" : "text-muted-foreground", className)}
    >
      <GitCommitHorizontal aria-hidden className="size-3.5" />
      {run.has_diff ? "*" : null}
    </span>
  );
}
