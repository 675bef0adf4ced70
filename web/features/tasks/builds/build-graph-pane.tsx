"use client";
import type { BuildGraph } from "@cairn/sdk/schema";
import { useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { doneOf } from "../count-bar";
import type { FlowNode } from "../graph/flow-view";
import { classesOf, type FoldedNode, fold } from "../graph/fold";
import type { Direction } from "../graph/layout";
import { LazyFlow } from "../graph/lazy-flow";
import { BAR_ORDER, shortId, typeName } from "../words";

export interface BuildGraphPaneProps {
  graph: BuildGraph;
  direction: Direction;
  /** Id of the chosen task. */
  selected: string | null;
  /** Statuses that do not fade; empty: all. */
  statuses: readonly string[];
  onSelect: (task: string | null) => void;
  onOpen: (task: string) => void;
}

/** The graph of a build. Tasks that are alike are folded into one until somebody opens them. */
export function BuildGraphPane({ graph, direction, selected, statuses, onSelect, onOpen }: BuildGraphPaneProps) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [chosenFold, setChosenFold] = useState<string | null>(null);
  const expanded = useMemo(() => (selected ? new Set([...opened, selected]) : opened), [opened, selected]);
  const names = useMemo(() => graph.types.map(typeName), [graph.types]);
  // Statuses change all the time, which tasks are alike only with the edges.
  const kinds = useRef(graph.nodes);
  kinds.current = graph.nodes;
  const classes = useMemo(
    () =>
      classesOf(
        kinds.current.map(({ type }) => type),
        graph.edges,
      ),
    [graph.edges],
  );
  const folded = useMemo(
    () =>
      fold(
        { nodes: graph.nodes.map(({ id, type, status }) => ({ id, kind: String(type), status })), edges: graph.edges },
        expanded,
        classes,
      ),
    [graph.nodes, graph.edges, expanded, classes],
  );
  const nodes = useMemo(
    () =>
      folded.nodes.map(({ id, kind, members, counts }): FlowNode => {
        const isFold = members.length > 1;
        const task = graph.nodes[members[0] ?? 0];
        const { done, total } = doneOf(counts);
        return {
          id,
          title: (isFold ? null : task?.label) ?? graph.types[Number(kind)]?.name ?? names[Number(kind)] ?? "",
          note: isFold ? `${done.toLocaleString("en")} of ${total.toLocaleString("en")} done` : shortId(id),
          status: isFold ? null : (task?.status ?? null),
          counts: isFold ? counts : null,
          isRoot: members.some((place) => graph.nodes[place]?.is_root),
        };
      }),
    [folded, graph, names],
  );
  const lit = useMemo(() => {
    if (statuses.length === 0) return null;
    const has = ({ counts }: FoldedNode) => statuses.some((status) => (counts[status] ?? 0) > 0);
    return new Set(folded.nodes.filter(has).map(({ id }) => id));
  }, [folded, statuses]);
  const isFold = (id: string) => id.startsWith("fold:");
  const open = (id: string) => (isFold(id) ? setOpened(new Set([...opened, id])) : onOpen(id));
  const chosen = selected ?? chosenFold;
  const fold_ = folded.nodes.find(({ id }) => id === chosenFold);

  return (
    <div className="relative h-full min-h-0 w-full">
      <LazyFlow
        label="Graph of the build"
        nodes={nodes}
        edges={folded.edges}
        direction={direction}
        selected={chosen}
        lit={lit}
        order={BAR_ORDER}
        onSelect={(id) => {
          const isChosenFold = id !== null && isFold(id);
          setChosenFold(isChosenFold ? id : null);
          onSelect(isChosenFold ? null : id);
        }}
        onOpen={open}
      />
      <div className="absolute top-2 right-2 z-10 flex gap-1">
        {fold_ && !selected ? (
          <Button size="sm" onClick={() => open(fold_.id)}>
            Unfold {fold_.members.length.toLocaleString("en")} tasks
          </Button>
        ) : null}
        {opened.size > 0 ? (
          <Button size="sm" onClick={() => setOpened(new Set())}>
            Fold again
          </Button>
        ) : null}
      </div>
    </div>
  );
}
