"use client";
import type { AuditReport } from "@cairn/sdk/audit";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CheckCheck, Link2, TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { api } from "@/lib/api/browser";
import { checkChain } from "./check-chain";
import { headQuery } from "./queries";

/** Where the chain of hashes stands, and a button that has this browser check all of it. */
export function ChainState({ org }: { org: string }) {
  const client = useQueryClient();
  const head = useQuery(headQuery(api, org));
  const check = useMutation({
    mutationFn: () => checkChain(org),
    // Reading the trail is an entry of it.
    onSettled: () => client.invalidateQueries({ queryKey: ["org", org, "audit"] }),
  });
  if (!head.data) return null;
  const shown = check.data?.head ?? head.data;
  return (
    <section aria-label="Chain" className="flex flex-col gap-1 rounded-md border bg-card px-3 py-2 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="flex min-w-0 gap-2">
          <Mark report={check.data} />
          <span aria-live="polite">{words(check.data, head.data.position)}</span>
        </span>
        <span className="inline-flex items-center gap-0.5 text-muted-foreground">
          head <code className="text-xs">{shown.hash.slice(0, 12)}…</code>
          <CopyButton value={`${shown.position}:${shown.hash}`} label="head" />
        </span>
        <Button size="sm" className="ml-auto max-sm:ml-0" pending={check.isPending} onClick={() => check.mutate()}>
          Verify here
        </Button>
      </div>
      {check.isError ? <p className="text-destructive">The trail could not be read. Try again.</p> : null}
      {check.data?.faults.slice(0, 5).map(({ message }) => (
        <p key={message} className="text-destructive">
          {message}
        </p>
      ))}
    </section>
  );
}

function Mark({ report }: { report: AuditReport | undefined }) {
  if (!report) return <Link2 aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />;
  if (report.isIntact) return <CheckCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-status-success" />;
  return <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-destructive" />;
}

function words(report: AuditReport | undefined, position: number): string {
  if (!report) return `Each entry is chained to the one before, up to position ${position}.`;
  return report.isIntact ? `Verified to position ${report.last}: nothing was changed or removed.` : "The chain is broken.";
}
