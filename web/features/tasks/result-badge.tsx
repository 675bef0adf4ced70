"use client";
import type { TaskRef } from "@cairn/sdk/schema";
import { StatusBadge } from "@/components/ui/status-badge";
import { Tooltip } from "@/components/ui/tooltip";
import { RESULT_MEANING } from "./words";

/** What there is of a task, with what the word means on hover and on focus. */
export function ResultBadge({ result }: { result: TaskRef["result"] }) {
  return (
    <Tooltip content={RESULT_MEANING[result]}>
      <button type="button" className="inline-flex rounded-sm align-middle" aria-label={RESULT_MEANING[result]}>
        <StatusBadge status={result} />
      </button>
    </Tooltip>
  );
}
