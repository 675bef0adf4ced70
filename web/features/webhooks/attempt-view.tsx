"use client";
import type { WebhookAttempt } from "@cairn/sdk/schema";
import { Check, ChevronRight, X } from "lucide-react";
import { CodeBlock } from "@/components/ui/code-block";
import { RelativeTime } from "@/components/ui/relative-time";
import { cn } from "@/lib/cn";
import { formatDuration } from "../charts/format";
import { causeWords } from "./words";

const isSuccess = ({ status }: WebhookAttempt) => status !== null && status >= 200 && status < 300;

const headerLines = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");

/** One attempt: how it went, and on opening what was sent and answered. */
export function AttemptView({ attempt, isOpen }: { attempt: WebhookAttempt; isOpen: boolean }) {
  const Icon = isSuccess(attempt) ? Check : X;
  return (
    <li>
      <details open={isOpen} className="group">
        <summary className="-outline-offset-2 flex min-h-9 cursor-pointer flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1.5 text-sm hover:bg-accent/60">
          <ChevronRight aria-hidden className="size-3.5 text-muted-foreground transition-transform group-open:rotate-90" />
          <span className="tabular">#{attempt.number}</span>
          <span
            className={cn("inline-flex items-center gap-1 font-medium", isSuccess(attempt) ? "text-status-success" : "text-status-failed")}
          >
            <Icon aria-hidden className="size-3.5" strokeWidth={2.5} />
            {attempt.status ?? "No answer"}
            <span className="sr-only">{isSuccess(attempt) ? ", delivered" : ", failed"}</span>
          </span>
          <span className="text-muted-foreground">{causeWords[attempt.cause]}</span>
          <span className="ml-auto whitespace-nowrap text-muted-foreground text-xs">
            {formatDuration(attempt.duration_ms)} · <RelativeTime value={attempt.at} />
          </span>
        </summary>
        <div className="flex flex-col gap-3 px-3 pt-1 pb-3">
          {attempt.error ? <p className="text-destructive text-sm">{attempt.error}</p> : null}
          <Block title="Response body" note="its first 4 KiB" text={attempt.response_body} empty="The answer had no body." />
          <Block title="Response headers" text={attempt.response_headers ? headerLines(attempt.response_headers) : null} />
          <Block title="Request headers" text={headerLines(attempt.request_headers)} />
        </div>
      </details>
    </li>
  );
}

function Block({ title, note, text, empty }: { title: string; note?: string; text: string | null; empty?: string }) {
  if (text === null) return null;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="font-medium text-xs">
        {title} {note && text ? <span className="font-normal text-muted-foreground">{note}</span> : null}
      </p>
      {text === "" ? (
        <p className="text-muted-foreground text-xs">{empty ?? "None."}</p>
      ) : (
        <CodeBlock code={text} label={title.toLowerCase()} className="max-h-64 overflow-y-auto" />
      )}
    </div>
  );
}
