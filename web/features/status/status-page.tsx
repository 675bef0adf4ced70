"use client";
import type { SystemStatus } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { Check, CircleAlert } from "lucide-react";
import { Logo } from "@/components/logo";
import { ErrorState } from "@/components/ui/error-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { api } from "@/lib/api/browser";
import { cn } from "@/lib/cn";
import { ComponentStatus } from "./component-status";
import { statusQuery } from "./queries";

const REFRESH_MS = 30_000;

const headlines: Record<SystemStatus["status"], string> = {
  operational: "All systems are operational",
  degraded: "Some systems do not answer",
  down: "No system answers",
};

/** How the system is now, and how it was on each of the last 90 days; asked again every half a minute. */
export function StatusPage({ initial }: { initial: SystemStatus | null }) {
  const query = useQuery({
    ...statusQuery(api),
    ...(initial ? { initialData: initial } : {}),
    refetchInterval: REFRESH_MS,
    retry: false,
  });
  const status = query.data;
  const isFine = status?.status === "operational" && !query.isError;
  return (
    <main id="main" className="mx-auto flex min-h-dvh w-full max-w-[880px] flex-col gap-8 px-4 py-10 sm:py-16">
      <header className="flex flex-col gap-5">
        <Logo className="size-8" />
        <h1 className="font-semibold text-xl tracking-tight">Status</h1>
        <div
          role="status"
          className={cn(
            "flex items-center gap-3 rounded-md border px-4 py-3 text-base",
            isFine ? "border-status-success/40" : "border-destructive/40 bg-destructive-soft",
          )}
        >
          {isFine ? (
            <Check aria-hidden className="size-5 shrink-0 text-status-success" />
          ) : (
            <CircleAlert aria-hidden className="size-5 shrink-0 text-destructive" />
          )}
          <span className="font-medium">{query.isError ? "The API does not answer" : status ? headlines[status.status] : "Asking…"}</span>
        </div>
      </header>
      {query.isError && !status ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {status ? (
        <>
          <ul className="flex flex-col gap-6">
            {status.components.map((component) => (
              <ComponentStatus key={component.name} component={component} today={status.checked_at.slice(0, 10)} />
            ))}
          </ul>
          <p className="text-muted-foreground text-xs">
            Checked <RelativeTime value={status.checked_at} />, version <span className="font-mono">{status.version}</span>. Days are in
            UTC.
          </p>
        </>
      ) : null}
    </main>
  );
}
