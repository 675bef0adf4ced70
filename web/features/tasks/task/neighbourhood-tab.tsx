"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { doneOf } from "../count-bar";
import { taskQuery } from "../data/queries";
import { fold } from "../graph/fold";
import { LazyFlow } from "../graph/lazy-flow";
import { shortId, titleOf, typeName } from "../words";

const ORDER = ["success", "incomplete", "failed", "absent"] as const;
const DEPTHS = ["1", "2", "3", "5", "10"] as const;

/** What a task needs and what needs it, as a graph. */
export function NeighbourhoodTab({ task, place, hrefOf }: { task: TaskDetail; place: Place; hrefOf: (id: string) => string }) {
  const router = useRouter();
  const [depth, setDepth] = useState<(typeof DEPTHS)[number]>("2");
  const [chosen, setChosen] = useState<string | null>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const graph = useQuery({
    queryKey: [...taskQuery(api, place, task.id).queryKey, "graph", depth],
    queryFn: () => api.tasks.graph(task.id, { depth: Number(depth) }, place),
  });
  const drawn = useMemo(() => {
    const { nodes = [], edges = [] } = graph.data ?? {};
    const folded = fold(
      { nodes: nodes.map((node) => ({ id: node.id, kind: `${typeName(node)} ${node.version}`, status: node.result })), edges },
      new Set([...opened, task.id]),
    );
    return {
      edges: folded.edges,
      nodes: folded.nodes.map(({ id, members, counts }) => {
        const one = nodes[members[0] ?? 0];
        const isFold = members.length > 1;
        const { done, total } = doneOf(counts);
        return {
          id,
          title: one ? (isFold ? one.name : titleOf(one)) : "",
          note: isFold ? `${done.toLocaleString("en")} of ${total.toLocaleString("en")} done` : shortId(id),
          status: isFold ? null : (one?.result ?? null),
          counts: isFold ? counts : null,
          isRoot: id === task.id,
        };
      }),
    };
  }, [graph.data, opened, task.id]);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="How far"
          className="w-40"
          value={depth}
          options={DEPTHS.map((value) => ({ value, label: value === "1" ? "1 step away" : `${value} steps away` }))}
          onValueChange={setDepth}
        />
        {chosen?.startsWith("fold:") ? (
          <Button size="sm" onClick={() => setOpened(new Set([...opened, chosen]))}>
            Unfold
          </Button>
        ) : null}
        {graph.data?.is_truncated ? <span className="text-muted-foreground text-sm">There is more: the nearest 500 are drawn.</span> : null}
      </div>
      <div className="h-[calc(100dvh-18rem)] min-h-96 overflow-hidden rounded-md border">
        <QueryView query={graph} what="load the graph" skeleton={<Skeleton className="h-full w-full" />}>
          {() => (
            <LazyFlow
              label="What the task needs and what needs it"
              {...drawn}
              direction="right"
              selected={chosen}
              order={ORDER}
              onSelect={setChosen}
              onOpen={(id) => (id.startsWith("fold:") ? setOpened(new Set([...opened, id])) : router.push(hrefOf(id)))}
            />
          )}
        </QueryView>
      </div>
    </div>
  );
}
