"use client";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { Layers, Layers2 } from "lucide-react";
import { memo } from "react";
import { type Status, StatusBadge } from "@/components/ui/status-badge";
import { cn } from "@/lib/cn";
import { CountBar } from "../count-bar";
import { type Direction, NODE_HEIGHT, NODE_WIDTH } from "./layout";

export interface CardData extends Record<string, unknown> {
  title: string;
  /** Second line: the label, the id, or how many there are. */
  note: string;
  status: string | null;
  counts: Readonly<Record<string, number>> | null;
  order: readonly string[];
  isRoot: boolean;
  isFaded: boolean;
  isSelected: boolean;
  direction: Direction;
}
export type CardNode = Node<CardData, "card">;

/** A task, or many that were folded into one. */
export const NodeCard = memo(function NodeCard({ data }: NodeProps<CardNode>) {
  const isFold = data.counts !== null;
  return (
    <div
      style={{ width: NODE_WIDTH, height: NODE_HEIGHT }}
      className={cn(
        "flex flex-col justify-center gap-0.5 rounded-md border bg-card px-2.5 text-foreground",
        isFold && "shadow-[3px_3px_0_-1px_var(--card),3px_3px_0_0_var(--border)]",
        data.isSelected ? "border-primary outline-2 outline-primary" : "border-input",
        data.isRoot && "border-l-[3px] border-l-primary",
        data.isFaded && "opacity-30",
      )}
    >
      <Handle type="target" position={data.direction === "right" ? Position.Left : Position.Top} className="invisible!" />
      <span className="flex min-w-0 items-center gap-1.5">
        {data.status ? <StatusBadge status={data.status as Status} compact /> : null}
        {isFold ? (
          data.status === null ? (
            <Layers aria-hidden className="size-4 shrink-0 text-muted-foreground" />
          ) : (
            <Layers2 aria-hidden className="size-4" />
          )
        ) : null}
        <span className="min-w-0 flex-1 truncate font-medium text-sm" title={data.title}>
          {data.title}
        </span>
      </span>
      <span className="flex min-w-0 items-center gap-2 text-muted-foreground text-xs tabular">
        <span className={cn("min-w-0 truncate", !isFold && "font-mono")}>{data.note}</span>
        {data.counts ? <CountBar counts={data.counts} order={data.order} className="flex-1" /> : null}
      </span>
      <Handle type="source" position={data.direction === "right" ? Position.Right : Position.Bottom} className="invisible!" />
    </div>
  );
});
