"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import type { Place } from "../runs/queries";
import { AboutSection, UseSection } from "./about-section";
import { CodeSection } from "./code-section";
import { ConfigSection } from "./config-section";
import { EnvironmentSection } from "./environment-section";
import { MetricsSection } from "./metrics-section";
import { NotesSection } from "./notes-section";
import { ReferencesSection } from "./references-section";

/** Everything known of a run beside its curves, lines and files. */
export function OverviewTab({ run, place, canEdit }: { run: RunDetail; place: Place; canEdit: boolean }) {
  return (
    <div className="flex min-w-0 flex-col gap-6 xl:flex-row xl:items-start">
      <div className="flex min-w-0 flex-1 flex-col gap-6">
        <NotesSection run={run} place={place} canEdit={canEdit} />
        <ConfigSection title="Params" values={run.params} empty="No params were logged." />
        {Object.keys(run.summary).length > 0 ? <ConfigSection title="Summary" values={run.summary} empty="" hasUnits /> : null}
        <MetricsSection run={run} />
        <ReferencesSection title="Inputs" items={run.inputs} place={place} />
        <ReferencesSection title="Outputs" items={run.outputs} place={place} />
      </div>
      <aside aria-label="About this run" className="flex w-full min-w-0 shrink-0 flex-col gap-5 xl:w-96">
        <AboutSection run={run} place={place} canEdit={canEdit} />
        <CodeSection environment={run.environment} />
        <EnvironmentSection environment={run.environment} />
        <UseSection run={run} place={place} />
      </aside>
    </div>
  );
}
