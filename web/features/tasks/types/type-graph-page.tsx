"use client";
import type { TaskTypeGraph } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowRight, X } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { QueryView } from "@/components/query-view";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import { api } from "@/lib/api/browser";
import { formatBytes } from "../../charts/bytes";
import { Fact, Facts } from "../../run/facts";
import { Page } from "../../shell/page";
import { useWorkspace } from "../../workspaces/workspace-scope";
import { FirstBuild } from "../builds/first-build";
import { typeGraphQuery } from "../data/queries";
import { useRefresh } from "../data/use-refresh";
import type { FlowEdge, FlowNode } from "../graph/flow-view";
import { LazyFlow } from "../graph/lazy-flow";
import { useDirection } from "../graph/use-direction";
import { TasksTabs } from "../tasks-tabs";
import { typeName } from "../words";
import { RESULT_ORDER, totalOf } from "./type-counts";
import { tasksOfType } from "./types-page";

const parsers = { type: parseAsInteger, dir: parseAsStringLiteral(["right", "down"] as const) };
const REFRESH_MS = 5_000;

/** The graph of everything: a node for each type of tasks, with how many there are of which result. */
export function TypeGraphPage() {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const [state, setState] = useQueryStates(parsers);
  const direction = useDirection(state.dir);
  const query = typeGraphQuery(api, place);
  const graph = useQuery(query);
  useRefresh(place, {
    queryKey: query.queryKey,
    isNews: ({ subject }) => subject.type === "task" || subject.type === "build",
    everyMs: REFRESH_MS,
  });
  return (
    <Page title="Graph of everything" crumbs={[{ label: "Tasks", href: `/${org}/${workspace.slug}/tasks` }]} fill>
      <TasksTabs />
      <QueryView query={graph} what="load the graph" skeleton={<Skeleton className="m-4 h-64" />}>
        {(data) =>
          data.nodes.length === 0 ? (
            <div className="overflow-y-auto p-4 md:p-6">
              <FirstBuild org={org} workspace={workspace.slug} title="No tasks: make a first build" />
            </div>
          ) : (
            <Drawn
              graph={data}
              base={`/${org}/${workspace.slug}`}
              direction={direction}
              selected={state.type}
              onSelect={(type) => setState({ type })}
              onTurn={() => setState({ dir: direction === "right" ? "down" : "right" })}
            />
          )
        }
      </QueryView>
    </Page>
  );
}

interface DrawnProps {
  graph: TaskTypeGraph;
  base: string;
  direction: "right" | "down";
  selected: number | null;
  onSelect: (type: number | null) => void;
  onTurn: () => void;
}

function Drawn({ graph, base, direction, selected, onSelect, onTurn }: DrawnProps) {
  const router = useRouter();
  const drawn = useMemo(() => {
    const places = new Map(graph.nodes.map(({ id }, i) => [id, i]));
    const between = (edges: readonly { from: number; to: number; count?: number }[], isDashed: boolean): FlowEdge[] =>
      edges.flatMap(({ from, to, count = 1 }) => {
        const [a, b] = [places.get(from), places.get(to)];
        return a === undefined || b === undefined || a === b ? [] : [{ from: a, to: b, count, isDashed }];
      });
    const nodes = graph.nodes.map((type): FlowNode => {
      const total = totalOf(type.counts);
      const marks = [type.is_orphan ? "orphan" : null, type.stale > 0 ? `${type.stale} stale` : null].filter(Boolean).join(", ");
      return {
        id: String(type.id),
        title: `${type.name}${type.version ? ` ${type.version}` : ""}`,
        note: `${total.toLocaleString("en")} ${total === 1 ? "task" : "tasks"}${marks ? `, ${marks}` : ""}`,
        status: null,
        counts: type.counts,
        isRoot: false,
      };
    });
    return { nodes, edges: [...between(graph.edges, false), ...between(graph.subtypes, true)] };
  }, [graph]);
  const type = graph.nodes.find(({ id }) => id === selected);
  const open = (id: string) => {
    const found = graph.nodes.find((one) => String(one.id) === id);
    if (found) router.push(tasksOfType(base, found));
  };
  return (
    <div className="flex min-h-0 flex-1 max-md:flex-col">
      <div className="relative min-h-0 min-w-0 flex-1">
        <LazyFlow
          label="Types of tasks and what they need"
          {...drawn}
          direction={direction}
          selected={selected === null ? null : String(selected)}
          order={RESULT_ORDER}
          onSelect={(id) => onSelect(id === null ? null : Number(id))}
          onOpen={open}
        />
        <div className="absolute top-2 right-2 z-10 flex items-center gap-2">
          <Badge tone="outline" className="bg-card max-sm:hidden">
            dashed: stands in for
          </Badge>
          <Button size="sm" onClick={onTurn}>
            {direction === "right" ? <ArrowRight aria-hidden /> : <ArrowDown aria-hidden />}
            {direction === "right" ? "Left to right" : "Top to bottom"}
          </Button>
        </div>
      </div>
      {type ? (
        <aside
          aria-label="Chosen type"
          className="flex w-80 shrink-0 flex-col gap-4 overflow-y-auto border-l p-3 max-md:w-full max-md:border-t max-md:border-l-0"
        >
          <div className="flex items-center gap-2">
            <h2 className="min-w-0 flex-1 truncate font-semibold text-sm">{typeName(type)}</h2>
            <Button size="icon-sm" variant="ghost" aria-label="Close type" onClick={() => onSelect(null)}>
              <X aria-hidden />
            </Button>
          </div>
          {type.doc ? <p className="text-muted-foreground text-sm">{type.doc}</p> : null}
          <Facts title="Tasks">
            {RESULT_ORDER.map((result) => (
              <Fact key={result} name={result} title={result}>
                <span className="inline-flex items-center gap-1.5 tabular">
                  <StatusBadge status={result} compact />
                  {type.counts[result].toLocaleString("en")}
                </span>
              </Fact>
            ))}
            <Fact name="Size">{formatBytes(type.size_bytes)}</Fact>
            {type.stale > 0 ? <Fact name="Stale">{type.stale.toLocaleString("en")}</Fact> : null}
            {type.is_orphan ? <Fact name="Orphan">not in the manifest any more</Fact> : null}
          </Facts>
          <Button asChild>
            <Link href={tasksOfType(base, type)}>Tasks of this type</Link>
          </Button>
        </aside>
      ) : null}
    </div>
  );
}
