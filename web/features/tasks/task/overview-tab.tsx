"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import Link from "next/link";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Fact, Facts } from "../../run/facts";
import { TagsEditor } from "../../run/tags-editor";
import type { Place } from "../../runs/queries";
import { ResultBadge } from "../result-badge";
import { TaskList } from "../task-list";
import { shortId, typeName } from "../words";
import { Attempts } from "./attempts";
import { ConfigTree } from "./config-tree";
import { LabelEditor } from "./label-editor";
import { OutputSection } from "./output-section";
import { OutputViewer } from "./output-viewer";
import { useTaskActions } from "./use-task-actions";
import { WhySection } from "./why-section";

/** Builds listed at most. */
const BUILDS_SHOWN = 8;

export interface OverviewTabProps {
  task: TaskDetail;
  place: Place;
  canEdit: boolean;
  hrefOf: (id: string) => string;
  buildHref: (build: string) => string;
  onLogs: (attempt: number) => void;
}

/** Everything about a task at a glance. */
export function TaskOverviewTab({ task, place, canEdit, hrefOf, buildHref, onLogs }: OverviewTabProps) {
  const { update } = useTaskActions(task, place);
  const refs = (tasks: TaskDetail["dependencies"]) => tasks.map((one) => ({ ...one, status: one.result }));
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)_20rem] gap-6 max-lg:grid-cols-[minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-6">
        <ConfigTree title="Parameters" value={task.params} hrefOf={hrefOf} />
        {task.unhashed && Object.keys(task.unhashed).length > 0 ? (
          <ConfigTree title="Not part of the identity" value={task.unhashed} hrefOf={hrefOf} />
        ) : null}
        {task.output ? <OutputViewer output={task.output} place={place} /> : null}
        <WhySection task={task} place={place} hrefOf={hrefOf} />
        <Attempts attempts={task.attempts} total={task.attempt} onLogs={onLogs} />
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <Facts title="Task">
          <Fact name="Result" title="">
            <ResultBadge result={task.result} />
          </Fact>
          <Fact name="Type" action={<CopyButton value={typeName(task)} label="type" />}>
            {typeName(task)}
          </Fact>
          <Fact name="Version">{task.version || "–"}</Fact>
          <Fact name="Label" title="">
            <LabelEditor
              label={task.label}
              canEdit={canEdit}
              isPending={update.isPending}
              onChange={(label) => update.mutateAsync({ label })}
            />
          </Fact>
          <Fact name="Hash" isCode title={task.id} action={<CopyButton value={task.id} label="hash" />}>
            {task.id.slice(0, 16)}…
          </Fact>
          <Fact name="Schema" isCode title={task.schema_hash}>
            {shortId(task.schema_hash)}
          </Fact>
          {task.module ? (
            <Fact name="Module" isCode action={<CopyButton value={task.module} label="module" />}>
              {task.module}
            </Fact>
          ) : null}
          <Fact name="Registered">
            <RelativeTime value={task.created_at} />
          </Fact>
          <Fact name="By">{task.created_by.name}</Fact>
        </Facts>
        <OutputSection task={task} />
        <section aria-label="Tags" className="flex flex-col gap-1.5">
          <h2 className="font-medium text-muted-foreground text-xs">Tags</h2>
          <TagsEditor tags={task.tags} canEdit={canEdit} isPending={update.isPending} onChange={update.mutateAsync} />
        </section>
        <TaskList label="Needs" tasks={refs(task.dependencies)} total={task.dependency_count} hrefOf={hrefOf} empty="No other task." />
        <TaskList label="Needed by" tasks={refs(task.dependents)} total={task.dependent_count} hrefOf={hrefOf} empty="No other task." />
        {task.builds.length > 0 ? (
          <section aria-label="Builds" className="flex flex-col gap-1.5">
            <h2 className="font-medium text-muted-foreground text-xs">Builds</h2>
            <ul className="divide-y rounded-md border bg-card">
              {task.builds.slice(0, BUILDS_SHOWN).map((build) => (
                <li key={build} className="flex min-h-8 items-center px-2.5 text-sm">
                  <Link href={`${buildHref(build)}?task=${task.id}`} className="truncate font-mono text-xs hover:underline">
                    {build}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </div>
  );
}
