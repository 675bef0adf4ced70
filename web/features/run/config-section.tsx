"use client";
import type { ParamValue } from "@cairn/sdk/schema";
import { ChevronRight, ChevronsDownUp, ChevronsUpDown, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/cn";
import { formatNumber } from "../charts/format";
import { formatByName } from "../charts/units";
import { type ConfigNode, configTree, filteredTree } from "./config-tree";

export interface ConfigSectionProps {
  title: string;
  values: Readonly<Record<string, ParamValue>>;
  empty: string;
  /** Shows numbers in the unit that their name ends with. Left out, they are shown as they were written. */
  hasUnits?: boolean;
}

/** From so many values on there is a search. */
const SEARCH_FROM = 8;

/** Params or results as a tree with parts that fold, a search, and copies of each value and of all of it. */
export function ConfigSection({ title, values, empty, hasUnits = false }: ConfigSectionProps) {
  const [search, setSearch] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const tree = useMemo(() => configTree(values), [values]);
  const shown = useMemo(() => filteredTree(tree, search), [tree, search]);
  const groups = useMemo(() => groupsOf(tree), [tree]);
  const count = Object.keys(values).length;
  const isAllClosed = groups.length > 0 && closed.size === groups.length;

  function toggle(path: string) {
    const next = new Set(closed);
    if (!next.delete(path)) next.add(path);
    setClosed(next);
  }

  return (
    <Section
      title={
        <>
          {title} {count > 0 ? <span className="pl-1 font-normal text-muted-foreground text-xs tabular">{count}</span> : null}
        </>
      }
      actions={
        count === 0 ? null : (
          <>
            {count >= SEARCH_FROM ? (
              <div className="relative">
                <Search
                  aria-hidden
                  className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2 size-3.5 text-muted-foreground"
                />
                <Input
                  aria-label={`Search ${title.toLowerCase()}`}
                  placeholder="Search"
                  className="h-7 w-40 pl-7"
                  value={search}
                  onChange={(event) => setSearch(event.target.value)}
                />
              </div>
            ) : null}
            {groups.length > 0 ? (
              <Button size="sm" variant="ghost" onClick={() => setClosed(isAllClosed ? new Set() : new Set(groups))}>
                {isAllClosed ? <ChevronsUpDown aria-hidden /> : <ChevronsDownUp aria-hidden />}
                {isAllClosed ? "Open all" : "Close all"}
              </Button>
            ) : null}
            <CopyButton value={JSON.stringify(values, null, 2)} label={`${title.toLowerCase()} as JSON`} />
          </>
        )
      }
    >
      {count === 0 ? (
        <p className="text-muted-foreground text-sm">{empty}</p>
      ) : (
        <div className="overflow-hidden rounded-md border bg-card">
          {shown.length === 0 ? <p className="px-3 py-2 text-muted-foreground text-sm">Nothing matches.</p> : null}
          <Nodes nodes={shown} depth={0} closed={search ? new Set() : closed} onToggle={toggle} hasUnits={hasUnits} />
        </div>
      )}
    </Section>
  );
}

interface NodesProps {
  nodes: readonly ConfigNode[];
  depth: number;
  closed: ReadonlySet<string>;
  onToggle: (path: string) => void;
  hasUnits: boolean;
}

function Nodes({ nodes, depth, closed, onToggle, hasUnits }: NodesProps) {
  return nodes.map((node) => {
    const isGroup = node.children.length > 0;
    const isOpen = !closed.has(node.path);
    return (
      <div key={node.path} className={cn(depth === 0 && "border-b last:border-0")}>
        <div className="group/row flex min-h-7 min-w-0 items-center gap-3 pr-1 text-xs" style={{ paddingLeft: 12 + depth * 16 }}>
          {isGroup ? (
            <button
              type="button"
              aria-expanded={isOpen}
              className="-ml-1 flex min-w-0 items-center gap-1 rounded-sm py-1 font-medium"
              onClick={() => onToggle(node.path)}
            >
              <ChevronRight
                aria-hidden
                className={cn("size-3.5 shrink-0 text-muted-foreground transition-transform", isOpen && "rotate-90")}
              />
              <span className="truncate">{node.name}</span>
              <span className="font-normal text-muted-foreground tabular">{node.count}</span>
            </button>
          ) : (
            <span className="max-w-[45%] shrink-0 truncate font-mono text-muted-foreground" title={node.path}>
              {node.name}
            </span>
          )}
          <span className="flex-1" />
          {node.value !== undefined ? <Value name={node.path} value={node.value} hasUnits={hasUnits} /> : null}
        </div>
        {isGroup && isOpen ? (
          <Nodes nodes={node.children} depth={depth + 1} closed={closed} onToggle={onToggle} hasUnits={hasUnits} />
        ) : null}
      </div>
    );
  });
}

function Value({ name, value, hasUnits }: { name: string; value: ParamValue; hasUnits: boolean }) {
  const text =
    typeof value === "number" ? (hasUnits ? formatByName(name, value) : formatNumber(value)) : value === null ? "null" : String(value);
  return (
    <>
      <span
        className={cn("min-w-0 truncate text-right font-mono tabular", (value === null || value === "") && "text-muted-foreground")}
        title={String(value)}
      >
        {text === "" ? "empty" : text}
      </span>
      <CopyButton
        value={String(value)}
        label={name}
        className="size-6 opacity-0 focus-visible:opacity-100 group-hover/row:opacity-100 [&_svg]:size-3.5"
      />
    </>
  );
}

function groupsOf(nodes: readonly ConfigNode[]): string[] {
  return nodes.flatMap((node) => (node.children.length > 0 ? [node.path, ...groupsOf(node.children)] : []));
}
