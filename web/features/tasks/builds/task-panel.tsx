"use client";
import type { BuildGraph } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { ExternalLink, X } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { StatusBadge } from "@/components/ui/status-badge";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { formatBytes } from "../../charts/bytes";
import { Fact, Facts } from "../../run/facts";
import type { Place } from "../../runs/queries";
import { taskQuery } from "../data/queries";
import { Elapsed } from "../elapsed";
import { ConfigTree } from "../task/config-tree";
import { TaskList } from "../task-list";
import { shortId, typeName } from "../words";

/** Neighbours listed at most. */
const LISTED = 50;

export interface TaskPanelProps {
  graph: BuildGraph;
  id: string;
  place: Place;
  hrefOf: (task: string) => string;
  onSelect: (task: string | null) => void;
}

/** What there is to know of the chosen task of a build. */
export function TaskPanel({ graph, id, place, hrefOf, onSelect }: TaskPanelProps) {
  const at = useMemo(() => graph.nodes.findIndex((node) => node.id === id), [graph.nodes, id]);
  const [needs, neededBy] = useMemo(() => {
    const named = (places: readonly number[]) => places.flatMap((one) => refOf(graph, one));
    return [
      named(graph.edges.filter(([from]) => from === at).map(([, to]) => to)),
      named(graph.edges.filter(([, to]) => to === at).map(([from]) => from)),
    ];
  }, [graph, at]);
  const task = graph.nodes[at];
  const detail = useQuery({ ...taskQuery(api, place, id), enabled: at >= 0 });
  const type = task ? graph.types[task.type] : undefined;
  const error = detail.data?.error;
  const output = detail.data?.output;
  return (
    <aside aria-label="Chosen task" className="flex h-full min-h-0 w-full flex-col overflow-y-auto bg-background">
      <div className="sticky top-0 z-10 flex h-10 shrink-0 items-center gap-2 border-b bg-background px-3">
        <h2 className="min-w-0 flex-1 truncate font-semibold text-sm">{task?.label ?? type?.name ?? "Task"}</h2>
        <Button asChild size="sm" variant="ghost">
          <Link href={hrefOf(id)}>
            <ExternalLink aria-hidden />
            Open
          </Link>
        </Button>
        <Button size="icon-sm" variant="ghost" aria-label="Close task" onClick={() => onSelect(null)}>
          <X aria-hidden />
        </Button>
      </div>
      {!task || !type ? (
        <p className="p-3 text-muted-foreground text-sm">This task is no part of the build.</p>
      ) : (
        <div className="flex flex-col gap-4 p-3">
          <Facts title="In this build">
            <Fact name="Status">
              <StatusBadge status={task.status} />
            </Fact>
            <Fact name="Type">{typeName(type)}</Fact>
            <Fact name="Duration">
              <Elapsed from={task.started_at} to={task.finished_at} isRunning={task.status === "running"} />
            </Fact>
            {task.attempt ? <Fact name="Attempt">{String(task.attempt)}</Fact> : null}
            <Fact name="Id" isCode title={id} action={<CopyButton value={id} label="id" />}>
              {shortId(id)}
            </Fact>
          </Facts>
          {error ? (
            <div className="rounded-md border border-destructive/35 bg-destructive-soft p-2.5 text-xs">
              <p className="break-words font-mono">
                {error.type}: {error.message}
              </p>
              {error.hint ? <p className="mt-1">{error.hint}</p> : null}
            </div>
          ) : null}
          {output ? (
            <Facts title="Output">
              <Fact name="Path" isCode action={<CopyButton value={output.uri} label="path" />}>
                {output.uri}
              </Fact>
              <Fact name="Size">{formatBytes(output.size_bytes)}</Fact>
            </Facts>
          ) : null}
          {detail.isError && !detail.data ? (
            <p role="alert" className="text-destructive text-sm">
              {describeError(detail.error).detail}
            </p>
          ) : null}
          {detail.data ? <ConfigTree title="Parameters" value={detail.data.params} hrefOf={hrefOf} /> : null}
          <TaskList
            label="Needs"
            tasks={needs.slice(0, LISTED)}
            total={needs.length}
            hrefOf={hrefOf}
            onSelect={onSelect}
            empty="No other task."
          />
          <TaskList
            label="Needed by"
            tasks={neededBy.slice(0, LISTED)}
            total={neededBy.length}
            hrefOf={hrefOf}
            onSelect={onSelect}
            empty="No other task of the build."
          />
        </div>
      )}
    </aside>
  );
}

function refOf(graph: BuildGraph, place: number) {
  const node = graph.nodes[place];
  const type = node ? graph.types[node.type] : undefined;
  return node && type ? [{ id: node.id, label: node.label, status: node.status, ...type }] : [];
}
