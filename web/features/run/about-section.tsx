"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import Link from "next/link";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { IdChip } from "@/components/ui/id-chip";
import { RelativeTime } from "@/components/ui/relative-time";
import { useOrigin } from "@/lib/use-origin";
import { Duration } from "../runs/duration";
import type { Place } from "../runs/queries";
import { Fact, Facts } from "./facts";
import { TagsEditor } from "./tags-editor";
import { useUpdateRun } from "./use-update-run";

export interface AboutProps {
  run: RunDetail;
  place: Place;
  canEdit: boolean;
}

/** Who, when, and where a run belongs. */
export function AboutSection({ run, place, canEdit }: AboutProps) {
  const runs = `/${place.organization}/${place.workspace}/runs`;
  const update = useUpdateRun(place, run.id);
  return (
    <>
      <Facts title="Run">
        <Fact name="Experiment" title={run.experiment.name}>
          <Link className="hover:underline" href={`${runs}?experiment=${encodeURIComponent(run.experiment.name)}`}>
            {run.experiment.name}
          </Link>
        </Fact>
        <Fact name="Number">#{run.number}</Fact>
        {run.attempt > 1 ? <Fact name="Attempt">{run.attempt}</Fact> : null}
        {run.group ? <Fact name="Group">{run.group}</Fact> : null}
        {run.parent ? (
          <Fact name="Parent" title={run.parent.name}>
            <Link className="hover:underline" href={`${runs}/${run.parent.id}`}>
              {run.parent.name}
            </Link>
          </Fact>
        ) : null}
        <Fact name="Created">
          <RelativeTime value={run.created_at} />
        </Fact>
        {run.started_at ? (
          <Fact name="Started">
            <RelativeTime value={run.started_at} />
          </Fact>
        ) : null}
        {run.finished_at ? (
          <Fact name="Ended">
            <RelativeTime value={run.finished_at} />
          </Fact>
        ) : null}
        <Fact name="Duration">
          <Duration run={run} />
        </Fact>
        <Fact name="By">{run.created_by.name}</Fact>
        <Fact name="Id">
          <IdChip id={run.id} />
        </Fact>
      </Facts>
      <section aria-label="Tags" className="flex flex-col gap-1.5">
        <h2 className="font-medium text-muted-foreground text-xs">Tags</h2>
        <TagsEditor tags={run.tags} canEdit={canEdit} isPending={update.isPending} onChange={update.mutateAsync} />
      </section>
    </>
  );
}

/** How to come back to this run from elsewhere. */
export function UseSection({ run, place }: Pick<AboutProps, "run" | "place">) {
  const origin = useOrigin();
  const link = `${origin}/${place.organization}/${place.workspace}/runs/${run.id}`;
  return (
    <section aria-label="Use this run" className="flex flex-col gap-1.5">
      <div className="flex items-center justify-between">
        <h2 className="font-medium text-muted-foreground text-xs">Use this run</h2>
        <CopyButton value={link} label="link" />
      </div>
      <CodeBlock label="code that goes on with this run" code={`const run = await cairn.run({ resume: "${run.id}" });`} />
      <CodeBlock label="code that reads this run" code={`const run = await cairn.runs.get("${run.id}");`} />
      <CodeBlock label="command that shows this run" code={`npx cairn run show ${run.id}`} />
    </section>
  );
}
