"use client";
import type { History, RunDetail } from "@cairn/sdk/schema";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { IdChip } from "@/components/ui/id-chip";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatMetric } from "../charts/format";
import { useWorkspace } from "../workspaces/workspace-scope";
import { Duration } from "./duration";
import { formatParam } from "./runs-table";

/** Everything known of a run beside its curves. */
export function RunFacts({ run, history }: { run: RunDetail; history: History | undefined }) {
  const { org, workspace } = useWorkspace();
  const { environment } = run;
  const { git } = environment;
  // The curves move with every point, the run's own summary only when it is fetched: both must say the same.
  const live = new Map(history?.series.map(({ key, values }) => [key, values.at(-1)]));
  const names = [...new Set([...Object.keys(run.metrics), ...live.keys()])].sort((a, b) => a.localeCompare(b));
  return (
    <aside aria-label="About this run" className="flex w-full shrink-0 flex-col gap-5 xl:w-80">
      <Facts title="Run">
        <Fact name="Experiment">
          <Link className="hover:underline" href={`/${org}/${workspace.slug}/runs?experiment=${encodeURIComponent(run.experiment.name)}`}>
            {run.experiment.name}
          </Link>
        </Fact>
        <Fact name="Number">#{run.number}</Fact>
        <Fact name="Started">{run.started_at ? <RelativeTime value={run.started_at} /> : "–"}</Fact>
        <Fact name="Duration">
          <Duration run={run} />
        </Fact>
        <Fact name="By">{run.created_by.name}</Fact>
        <Fact name="Id">
          <IdChip id={run.id} />
        </Fact>
        {Object.entries(run.tags).map(([name, value]) => (
          <Fact key={name} name="Tag">
            <Badge>{value ? `${name}: ${value}` : name}</Badge>
          </Fact>
        ))}
      </Facts>
      <Facts title="Params" empty="No params were logged.">
        {Object.entries(run.params).map(([name, value]) => (
          <Fact key={name} name={name} isCode>
            {formatParam(value)}
          </Fact>
        ))}
      </Facts>
      <Facts title="Metrics, last value" empty="No metrics yet.">
        {names.map((name) => (
          <Fact key={name} name={name} isCode>
            {formatMetric(live.get(name) ?? run.metrics[name]?.last ?? "NaN")}
          </Fact>
        ))}
      </Facts>
      <Facts title="Environment" empty="Nothing was captured.">
        {git?.commit ? (
          <Fact name="Commit" isCode title={git.commit}>
            {git.commit.slice(0, 10)}
            {git.dirty ? " (with changes)" : ""}
          </Fact>
        ) : null}
        {git?.branch ? <Fact name="Branch">{git.branch}</Fact> : null}
        {environment.command ? (
          <Fact name="Command" isCode title={environment.command}>
            {environment.command}
          </Fact>
        ) : null}
        {environment.host ? <Fact name="Host">{environment.host}</Fact> : null}
        {environment.user ? <Fact name="User">{environment.user}</Fact> : null}
        {environment.runtime ? <Fact name="Runtime">{environment.runtime}</Fact> : null}
        {environment.platform ? <Fact name="Platform">{environment.platform}</Fact> : null}
        {environment.sdk ? <Fact name="SDK">{environment.sdk}</Fact> : null}
      </Facts>
    </aside>
  );
}

function Facts({ title, empty, children }: { title: string; empty?: string; children: ReactNode }) {
  const isEmpty = [children].flat(2).every((child) => !child);
  return (
    <section className="flex flex-col gap-1.5">
      <h2 className="font-medium text-muted-foreground text-xs">{title}</h2>
      {isEmpty ? (
        <p className="text-muted-foreground text-sm">{empty}</p>
      ) : (
        <dl className="divide-y rounded-md border bg-card">{children}</dl>
      )}
    </section>
  );
}

function Fact({ name, title, isCode = false, children }: { name: string; title?: string; isCode?: boolean; children: ReactNode }) {
  return (
    <div className="flex min-w-0 items-baseline justify-between gap-4 px-3 py-1.5 text-sm">
      <dt
        className={isCode ? "max-w-1/2 shrink-0 truncate font-mono text-muted-foreground text-xs" : "shrink-0 text-muted-foreground"}
        title={name}
      >
        {name}
      </dt>
      <dd
        className={isCode ? "min-w-0 truncate text-right font-mono text-xs" : "min-w-0 truncate text-right"}
        title={title ?? (typeof children === "string" ? children : undefined)}
      >
        {children}
      </dd>
    </div>
  );
}
