"use client";
import "@xyflow/react/dist/base.css";
import { Background, Controls, type Edge, MiniMap, Panel, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { type CSSProperties, type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { Spinner } from "@/components/ui/spinner";
import { firstNode, isArrow, nodeTowards } from "./arrows";
import { type Direction, layout, NODE_HEIGHT, NODE_WIDTH, type Point } from "./layout";
import { type CardData, type CardNode, NodeCard } from "./node-card";
import { useIsDark } from "./use-is-dark";

/** A node to draw; what it looks like may change without a new layout. */
export interface FlowNode extends Pick<CardData, "title" | "note" | "status" | "counts" | "isRoot"> {
  id: string;
}
export interface FlowEdge {
  from: number;
  to: number;
  /** Edges that stand behind it; told when there are more than one. */
  count: number;
  isDashed?: boolean;
}

export interface FlowViewProps {
  /** What the graph is of, for screen readers. */
  label: string;
  nodes: readonly FlowNode[];
  edges: readonly FlowEdge[];
  direction: Direction;
  selected: string | null;
  /** Nodes that do not fade although nothing is selected; null: all. */
  lit?: ReadonlySet<string> | null;
  order: readonly string[];
  onSelect: (id: string | null) => void;
  /** Double press: a fold opens, a task's page comes. */
  onOpen: (id: string) => void;
}

/** All of the graph in view, though never larger than it is. */
const FIT = { padding: 0.12, maxZoom: 1 };
/** Parts that are drawn although they are out of view: panning then only moves them. */
const DRAWN_MAX = 1_500;
const nodeTypes = { card: NodeCard };
const BACKGROUND = { "--xy-background-color": "var(--background)" } as CSSProperties;
const LABEL = { fill: "var(--muted-foreground)", fontSize: 11 };
const LABEL_BACK = { fill: "var(--background)" };

/** Whether two cards show the same. */
const looksAlike = (one: CardData, other: CardData): boolean =>
  Object.keys(other).every((name) => (name === "counts" ? sameCounts(one.counts, other.counts) : one[name] === other[name]));

function sameCounts(one: CardData["counts"], other: CardData["counts"]): boolean {
  if (one === null || other === null) return one === other;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** A graph that is panned, zoomed and read by keyboard: arrows lead from node to node, Enter chooses one. */
export function FlowView(props: FlowViewProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow({ label, nodes, edges, direction, selected, lit = null, order, onSelect, onOpen }: FlowViewProps) {
  const [placed, setPlaced] = useState<{ shape: string; points: ReadonlyMap<string, Point>; direction: Direction } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const flow = useReactFlow();
  const frame = useRef<HTMLDivElement>(null);
  const isDark = useIsDark();
  // Statuses change all the time; only another shape needs another layout.
  const shape = useMemo(
    () => `${direction} ${nodes.map(({ id }) => id).join(" ")} ${edges.map(({ from, to }) => `${from}>${to}`).join(" ")}`,
    [direction, nodes, edges],
  );
  const now = useRef({ nodes, edges });
  now.current = { nodes, edges };

  useEffect(() => {
    let isGone = false;
    const asked = now.current;
    layout({ nodes: asked.nodes, edges: [...asked.edges] }, direction).then(
      (points) => {
        if (isGone) return;
        setPlaced({ shape, direction, points: new Map(asked.nodes.map(({ id }, i) => [id, points[i] ?? { x: 0, y: 0 }])) });
      },
      (error: unknown) => isGone || setFailure(String(error)),
    );
    return () => {
      isGone = true;
    };
  }, [shape, direction]);

  function neighboursOf(id: string): Set<string> {
    const at = nodes.findIndex((node) => node.id === id);
    const near = new Set<string>();
    for (const { from, to } of edges) {
      if (from === at) near.add(nodes[to]?.id ?? "");
      if (to === at) near.add(nodes[from]?.id ?? "");
    }
    return near;
  }
  const around = useMemo(
    () => (selected !== null && nodes.some(({ id }) => id === selected) ? neighboursOf(selected).add(selected) : lit),
    [nodes, edges, selected, lit],
  );

  // A card that looks as before is the same object, so that only those that changed are drawn anew.
  const cards = useRef<ReadonlyMap<string, CardNode>>(new Map());
  const drawn = useMemo((): CardNode[] => {
    if (!placed) return [];
    const made = nodes.flatMap((node): CardNode[] => {
      const position = placed.points.get(node.id);
      if (!position) return [];
      const before = cards.current.get(node.id);
      const card: CardNode = {
        id: node.id,
        type: "card",
        position,
        width: NODE_WIDTH,
        height: NODE_HEIGHT,
        ariaRole: "button",
        data: {
          title: node.title,
          note: node.note,
          status: node.status,
          counts: node.counts,
          isRoot: node.isRoot,
          order,
          direction: placed.direction,
          isSelected: node.id === selected,
          isFaded: around !== null && !around.has(node.id),
        },
      };
      return [before && before.position === position && looksAlike(before.data, card.data) ? before : card];
    });
    cards.current = new Map(made.map((card) => [card.id, card]));
    return made;
  }, [nodes, placed, selected, around, order]);

  const lines = useMemo(
    (): Edge[] =>
      edges.flatMap(({ from, to, count, isDashed }): Edge[] => {
        const [source, target] = [nodes[to]?.id, nodes[from]?.id];
        if (!source || !target) return [];
        const isNear = selected !== null && (source === selected || target === selected);
        const isFaded = around !== null && !(around.has(source) && around.has(target)) && !isNear;
        return [
          {
            id: `${target} ${source} ${isDashed ? 1 : 0}`,
            source,
            target,
            focusable: false,
            selectable: false,
            ...(count > 1
              ? { label: `×${count.toLocaleString("en")}`, labelShowBg: true, labelStyle: LABEL, labelBgStyle: LABEL_BACK }
              : {}),
            style: {
              stroke: isNear ? "var(--primary)" : "var(--input)",
              strokeWidth: isNear ? 1.75 : 1,
              opacity: isFaded ? 0.15 : 1,
              ...(isDashed ? { strokeDasharray: "5 4" } : {}),
            },
          },
        ];
      }),
    [edges, nodes, selected, around],
  );

  // The whole graph is in view when it opens, and after another layout.
  useEffect(() => {
    if (placed) void flow.fitView(FIT);
  }, [placed, flow]);

  function focus(id: string) {
    const find = () => frame.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
    const found = find();
    if (found) return found.focus();
    // Of a very large graph only what is in view is in the page.
    const point = placed?.points.get(id);
    if (!point) return;
    void flow.setCenter(point.x + NODE_WIDTH / 2, point.y + NODE_HEIGHT / 2, { zoom: flow.getZoom() });
    requestAnimationFrame(() => find()?.focus());
  }
  /** What a key does; null: nothing of the graph's own. */
  function actionOf(key: string, node: string | undefined): (() => void) | null {
    if (!placed) return null;
    if (isArrow(key)) {
      const next = node ? nodeTowards(key, node, { ...placed, near: neighboursOf(node) }) : (selected ?? firstNode(placed.points));
      return () => next !== null && focus(next);
    }
    switch (key) {
      case "+":
      case "=":
        return () => void flow.zoomIn();
      case "-":
        return () => void flow.zoomOut();
      case "0":
        return () => void flow.fitView(FIT);
      case "Escape":
        return selected === null ? null : () => onSelect(null);
      case "Enter":
        return node ? () => (node === selected ? onOpen(node) : onSelect(node)) : null;
      case " ":
        return node ? () => onSelect(node) : null;
      default:
        return null;
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.metaKey || event.ctrlKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const act = actionOf(event.key, event.target.closest<HTMLElement>(".react-flow__node")?.dataset.id);
    if (!act) return;
    event.preventDefault();
    act();
  }

  return (
    <ReactFlow
      ref={frame}
      aria-label={label}
      colorMode={isDark ? "dark" : "light"}
      nodes={drawn}
      edges={lines}
      nodeTypes={nodeTypes}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      onlyRenderVisibleElements={drawn.length + lines.length > DRAWN_MAX}
      elementsSelectable
      minZoom={0.05}
      maxZoom={2}
      fitView
      proOptions={{ hideAttribution: true }}
      onNodeClick={(_, { id }) => onSelect(id)}
      onNodeDoubleClick={(_, { id }) => onOpen(id)}
      onPaneClick={() => onSelect(null)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      zoomOnDoubleClick={false}
      style={BACKGROUND}
      className="text-xs"
    >
      <Background gap={24} color="var(--border)" />
      <Controls
        showInteractive={false}
        className="overflow-hidden rounded-md border bg-card text-foreground [&_button]:border-b [&_button]:bg-card [&_button:hover]:bg-accent [&_svg]:fill-current"
      />
      {nodes.length > 12 ? (
        <MiniMap
          pannable
          zoomable
          className="rounded-md border bg-card! max-md:hidden"
          maskColor="color-mix(in oklab, var(--muted) 70%, transparent)"
          nodeColor={({ data }) => ((data as CardData).isSelected ? "var(--primary)" : "var(--input)")}
        />
      ) : null}
      {placed === null ? (
        <Panel position="top-center">
          {failure ? <span role="alert">The graph could not be laid out. The table shows the same tasks.</span> : <Spinner />}
        </Panel>
      ) : null}
    </ReactFlow>
  );
}
