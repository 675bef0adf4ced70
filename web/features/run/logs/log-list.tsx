"use client";
import type { Line } from "@cairn/sdk/schema";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { LogRow, type LogRowProps } from "./log-row";

/** Height of a line that is not wrapped. */
const ROW_PX = 20;
/** So many lines from an end, more are asked for. */
const NEAR = 60;

export interface LogListHandle {
  /** Brings a line into view, if it is known. */
  show: (number: number) => boolean;
  isInView: (number: number) => boolean;
}

export interface LogListProps extends Pick<LogRowProps, "timestamps" | "start" | "isWrapped" | "find" | "onSelect"> {
  lines: readonly Line[];
  selected: number | null;
  currentMatch: number | null;
  isFollowing: boolean;
  /** The reader scrolled away from the end, or came back to it. */
  onFollow: (isFollowing: boolean) => void;
  hasBefore: boolean;
  hasAfter: boolean;
  onBefore: () => void;
  onAfter: () => void;
  ref: RefObject<LogListHandle | null>;
}

/** Lines of any number: only those in view are in the page. */
export function LogList({
  lines,
  selected,
  currentMatch,
  isFollowing,
  onFollow,
  hasBefore,
  hasAfter,
  onBefore,
  onAfter,
  ref,
  ...row
}: LogListProps) {
  const frame = useRef<HTMLElement>(null);
  /** Whether a person moves downwards; the list itself moves too, to a match or to where it was. */
  const isPulledDown = useRef(false);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 20,
    getItemKey: (i) => lines[i]?.number ?? i,
    // Earlier lines come in above: what is read stays where it is.
    anchorTo: "end",
  });
  const shown = rows.getVirtualItems();
  const firstNumber = lines[0]?.number;
  const lastNumber = lines.at(-1)?.number;

  useImperativeHandle(ref, () => ({
    show: (number) => {
      const at = lines.findIndex((line) => line.number >= number);
      if (at < 0 || lines[at]?.number !== number) return false;
      isPulledDown.current = false;
      rows.scrollToIndex(at, { align: "center" });
      return true;
    },
    isInView: (number) => {
      const row = frame.current?.querySelector(`[data-line="${number}"]`)?.getBoundingClientRect();
      const view = frame.current?.getBoundingClientRect();
      return row !== undefined && view !== undefined && row.top >= view.top && row.bottom <= view.bottom;
    },
  }));

  // New lines come in below: a follower stays at the end.
  useLayoutEffect(() => {
    if (isFollowing && lines.length > 0) rows.scrollToIndex(lines.length - 1, { align: "end" });
  }, [isFollowing, firstNumber, lastNumber, row.isWrapped]);

  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  useEffect(() => {
    if (lines.length === 0) return;
    // A follower is on its way to the end: the first lines only pass by.
    if (hasBefore && first < NEAR && (!isFollowing || lines.length < NEAR)) onBefore();
    if (hasAfter && last > lines.length - NEAR) onAfter();
  }, [first, last, lines.length, hasBefore, hasAfter, isFollowing, onBefore, onAfter]);

  function onWheel(deltaY: number) {
    isPulledDown.current = deltaY > 0;
    if (deltaY < 0 && isFollowing) onFollow(false);
  }
  function onScroll() {
    const element = frame.current;
    if (!element || isFollowing || hasAfter || !isPulledDown.current) return;
    if (element.scrollHeight - element.scrollTop - element.clientHeight < 4 && element.scrollHeight > element.clientHeight) onFollow(true);
  }

  return (
    <section
      ref={frame}
      aria-label="Lines"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="-outline-offset-2 h-[calc(100dvh-27.5rem)] min-h-80 overflow-auto rounded-md border bg-card py-1"
      onWheel={(event) => onWheel(event.deltaY)}
      onTouchMove={() => {
        isPulledDown.current = true;
        if (isFollowing) onFollow(false);
      }}
      onPointerDown={(event) => {
        // The scroll bar
        if (event.target === event.currentTarget) isPulledDown.current = true;
      }}
      onKeyDown={(event) => {
        isPulledDown.current = ["ArrowDown", "PageDown", "End", " "].includes(event.key);
        if (["ArrowUp", "PageUp", "Home"].includes(event.key)) onFollow(false);
      }}
      onScroll={onScroll}
    >
      <div className="relative min-w-max" style={{ height: rows.getTotalSize(), ...(row.isWrapped ? { minWidth: 0 } : {}) }}>
        {shown.map(({ index, key, start }) => {
          const line = lines[index];
          if (!line) return null;
          return (
            <div
              key={key}
              ref={rows.measureElement}
              data-index={index}
              className="absolute top-0 left-0 w-full"
              style={{ transform: `translateY(${start}px)` }}
            >
              <LogRow {...row} line={line} isSelected={line.number === selected} isCurrentMatch={line.number === currentMatch} />
            </div>
          );
        })}
      </div>
    </section>
  );
}
