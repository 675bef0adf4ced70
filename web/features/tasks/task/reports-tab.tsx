"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { api } from "@/lib/api/browser";
import { cn } from "@/lib/cn";
import { JsonView } from "../../run/artifacts/json-view";
import { Markdown } from "../../run/markdown";
import type { Place } from "../../runs/queries";
import { taskQuery } from "../data/queries";

export interface ReportsTabProps {
  task: TaskDetail;
  place: Place;
  /** Name of the report; null: the first one. */
  name: string | null;
  onName: (name: string) => void;
}

/** What a task reported of itself, as Markdown and JSON. */
export function ReportsTab({ task, place, name, onName }: ReportsTabProps) {
  const asset = task.assets.find((one) => one.name === name) ?? task.assets[0];
  const content = useQuery({
    queryKey: [...taskQuery(api, place, task.id).queryKey, "asset", asset?.name, asset?.created_at],
    queryFn: () => api.tasks.asset(task.id, asset?.name ?? "", place),
    enabled: asset !== undefined,
  });
  if (!asset)
    return (
      <EmptyState icon={FileText} title="No reports">
        A task reports while it is computed:
        <CodeBlock className="mt-3 text-left" label="report" code={'ctx.report("summary", "# Accuracy: 0.93");'} />
      </EmptyState>
    );
  return (
    <div className="flex min-w-0 gap-4 max-md:flex-col">
      <nav aria-label="Reports" className="flex w-52 shrink-0 flex-col gap-0.5 max-md:w-full">
        {task.assets.map((one) => (
          <Button
            key={one.name}
            variant="ghost"
            size="sm"
            aria-current={one === asset ? "true" : undefined}
            className={cn("justify-start", one === asset && "bg-accent")}
            onClick={() => onName(one.name)}
          >
            <span className="truncate">{one.name}</span>
          </Button>
        ))}
      </nav>
      <div className="min-w-0 flex-1">
        <p className="pb-2 text-muted-foreground text-xs">
          {asset.created_by.name}, <RelativeTime value={asset.created_at} />
          {asset.attempt ? `, attempt ${asset.attempt}` : ""}
        </p>
        <QueryView query={content} what="load the report">
          {(report) => (report.kind === "markdown" ? <Markdown text={String(report.content)} /> : <JsonView value={report.content} />)}
        </QueryView>
      </div>
    </div>
  );
}
