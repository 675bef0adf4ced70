"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, SearchX } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/cn";
import { useMedia } from "@/lib/use-media";
import { useOrigin } from "@/lib/use-origin";
import type { ChartRun } from "../charts/chart-run";
import { CompareCells } from "./compare-cells";
import { bestPlaces, type CompareRow } from "./rows";
import { RunHead } from "./run-head";
import { useDifferenceKeys } from "./use-difference-keys";

export interface CompareTableProps {
  runs: readonly ChartRun[];
  rows: readonly CompareRow[];
  /** Id of the run that the others are held against. */
  base: string;
  onBase: (id: string) => void;
  onRemove: (id: string) => void;
  hrefOf: (id: string) => string;
  isOnlyDifferences: boolean;
  onOnlyDifferences: (is: boolean) => void;
  find: string;
  onFind: (text: string) => void;
  lit: string | null;
  onLit: (id: string | null) => void;
}

const ROW_PX = 32;
/** Widths of the fields' names and of a run, in CSS pixels: on a desk, on a phone. */
const WIDTHS = { desk: { label: 220, run: 190 }, phone: { label: 132, run: 156 } };
const HEAD_PX = 60;

type Line = { kind: "section"; name: string } | { kind: "row"; row: CompareRow };

/** Rows that are shown, with the name of each section before its first one. */
function linesOf(rows: readonly CompareRow[]): Line[] {
  return rows.flatMap((row, i): Line[] => [
    ...(row.section === rows[i - 1]?.section ? [] : [{ kind: "section" as const, name: row.section }]),
    { kind: "row", row },
  ]);
}

/** Runs as columns, what they have as rows. */
export function CompareTable(props: CompareTableProps) {
  const { runs, rows, base, isOnlyDifferences, find, lit, onLit } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const baseAt = Math.max(
    0,
    runs.findIndex(({ id }) => id === base),
  );
  const wanted = find.trim().toLowerCase();
  const shown = useMemo(
    () => rows.filter((row) => (!isOnlyDifferences || row.differs) && row.label.toLowerCase().includes(wanted)),
    [rows, isOnlyDifferences, wanted],
  );
  const lines = useMemo(() => linesOf(shown), [shown]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
    scrollPaddingStart: HEAD_PX,
    initialRect: { width: 800, height: 600 },
  });
  const differing = useMemo(() => lines.flatMap((line, i) => (line.kind === "row" && line.row.differs ? [i] : [])), [lines]);
  const activeAt = lines.findIndex((line) => line.kind === "row" && line.row.id === active);

  function step(by: 1 | -1) {
    if (differing.length === 0) return;
    const next = by === 1 ? differing.find((i) => i > activeAt) : differing.findLast((i) => activeAt === -1 || i < activeAt);
    const index = next ?? (by === 1 ? differing[0] : differing.at(-1)) ?? 0;
    const line = lines[index];
    if (line?.kind === "row") setActive(line.row.id);
    virtual.scrollToIndex(index, { align: "auto" });
  }
  useDifferenceKeys(step);
  useEffect(() => {
    if (active && activeAt < 0) setActive(null);
  }, [active, activeAt]);

  const widths = useMedia("(max-width: 639px)") ? WIDTHS.phone : WIDTHS.desk;
  // A few runs share the frame; many are as wide as they need, and the frame scrolls.
  const width = { minWidth: widths.label + runs.length * widths.run };
  const asText = [
    ["", ...runs.map(({ name }) => name)],
    ...shown.map((row) => [`${row.section} ${row.label}`, ...row.values.map((value) => String(value ?? ""))]),
  ]
    .map((cells) => cells.map((cell) => cell.replaceAll(/[\t\n]/g, " ")).join("\t"))
    .join("\n");

  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div role="toolbar" aria-label="Differences" className="flex flex-wrap items-center gap-2">
        <Input
          aria-label="Search fields"
          placeholder="Search fields"
          className="w-56 max-sm:w-full"
          value={find}
          onChange={({ target }) => props.onFind(target.value)}
        />
        <label className="flex h-8 items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-primary"
            checked={isOnlyDifferences}
            onChange={({ target }) => props.onOnlyDifferences(target.checked)}
          />
          Only differences
        </label>
        <span role="status" className="text-muted-foreground text-xs tabular">
          {differing.length.toLocaleString("en")} of {shown.length.toLocaleString("en")} fields differ
        </span>
        <span className="ml-auto flex items-center gap-1">
          <Button size="sm" disabled={differing.length === 0} title="Next difference (n)" onClick={() => step(1)}>
            <ArrowDown aria-hidden />
            Next difference
          </Button>
          <Button size="sm" disabled={differing.length === 0} title="Previous difference (p)" onClick={() => step(-1)}>
            <ArrowUp aria-hidden />
            <span className="max-sm:sr-only">Previous</span>
          </Button>
          <CopyButton value={asText} label="table" size="icon-sm" />
          <CopyLink />
        </span>
      </div>
      {lines.length === 0 ? (
        <EmptyState icon={SearchX} title={isOnlyDifferences && !wanted ? "The runs do not differ" : "No field matches"}>
          {isOnlyDifferences && !wanted ? "Params, tags, metrics, code and environment are the same." : null}
        </EmptyState>
      ) : (
        <div
          ref={scroller}
          role="table"
          aria-label="Compared runs"
          aria-rowcount={lines.length + 1}
          aria-colcount={runs.length + 1}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="relative max-h-[max(22rem,70dvh)] overflow-auto rounded-md border bg-card -outline-offset-2"
        >
          <div role="rowgroup" className="sticky top-0 z-10" style={width}>
            <div role="row" className="flex border-b bg-muted" style={{ height: HEAD_PX }}>
              <div
                role="columnheader"
                style={{ width: widths.label }}
                className="sticky left-0 z-[2] shrink-0 border-r bg-muted px-3 pt-2 font-medium text-muted-foreground text-xs"
              >
                Field
              </div>
              {runs.map((run) => (
                <RunHead
                  width={widths.run}
                  key={run.id}
                  run={run}
                  href={props.hrefOf(run.id)}
                  isBase={run.id === base}
                  isLit={run.id === lit}
                  onBase={() => props.onBase(run.id)}
                  onRemove={() => props.onRemove(run.id)}
                  onLit={onLit}
                />
              ))}
            </div>
          </div>
          <div role="rowgroup" className="relative" style={{ ...width, height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const line = lines[index];
              if (!line) return null;
              const place = { top: start, height: ROW_PX };
              if (line.kind === "section")
                return (
                  <div
                    key={`section ${line.name}`}
                    role="row"
                    aria-rowindex={index + 2}
                    style={place}
                    className="absolute left-0 w-full border-b bg-muted/60"
                  >
                    <span role="rowheader" className="sticky left-0 inline-block px-3 font-medium text-xs leading-8">
                      {line.name}
                    </span>
                  </div>
                );
              const isActive = line.row.id === active;
              return (
                <div
                  key={line.row.id}
                  role="row"
                  aria-rowindex={index + 2}
                  data-active={isActive}
                  data-differs={line.row.differs}
                  style={place}
                  className={cn(
                    "absolute left-0 flex w-full border-b text-sm",
                    isActive && "after:pointer-events-none after:absolute after:inset-0 after:z-[2] after:border-2 after:border-ring",
                  )}
                >
                  <div
                    role="rowheader"
                    style={{ width: widths.label }}
                    title={line.row.label}
                    dir="auto"
                    className={cn(
                      "sticky left-0 z-[1] shrink-0 truncate border-r px-3 font-mono text-xs leading-8",
                      "bg-card",
                      line.row.differs ? "font-medium" : "text-muted-foreground",
                    )}
                  >
                    {line.row.label}
                  </div>
                  <CompareCells
                    width={widths.run}
                    row={line.row}
                    baseAt={baseAt}
                    best={bestPlaces(line.row)}
                    lit={runs.findIndex(({ id }) => id === lit)}
                  />
                </div>
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}

/** Copies the address, which holds which runs are compared and how. */
function CopyLink() {
  const origin = useOrigin();
  const pathname = usePathname();
  const query = useSearchParams();
  return <CopyButton value={`${origin}${pathname}?${query}`} label="link" size="sm" withText />;
}
