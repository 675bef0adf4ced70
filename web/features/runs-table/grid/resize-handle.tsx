"use client";
import type { KeyboardEvent, PointerEvent } from "react";
import { MAX_WIDTH, MIN_WIDTH } from "../model/columns";
import { clampWidth } from "./layout";

export interface ResizeHandleProps {
  /** What is made wider: "Metric loss". */
  label: string;
  /** Place of the column in the grid. */
  index: number;
  width: number;
  onResize: (width: number | null) => void;
}

const STEP_PX = 8;

/** The edge of a column: drag it, or arrow keys; double-click gives the column its first width back. */
export function ResizeHandle({ label, index, width, onResize }: ResizeHandleProps) {
  function onPointerDown(event: PointerEvent<HTMLHRElement>) {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    const grid = handle.closest<HTMLElement>("[data-grid]");
    const from = event.clientX;
    let now = width;
    handle.setPointerCapture(event.pointerId);
    // The variable alone while the pointer moves: no row is drawn anew.
    const onMove = (moved: globalThis.PointerEvent) => {
      now = clampWidth(width + moved.clientX - from);
      grid?.style.setProperty(`--w${index}`, `${now}px`);
    };
    const onEnd = () => {
      handle.removeEventListener("pointermove", onMove);
      handle.removeEventListener("pointerup", onEnd);
      handle.removeEventListener("pointercancel", onEnd);
      if (now !== width) onResize(now);
    };
    handle.addEventListener("pointermove", onMove);
    handle.addEventListener("pointerup", onEnd);
    handle.addEventListener("pointercancel", onEnd);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    onResize(clampWidth(width + step * (event.shiftKey ? 4 : 1)));
  }

  return (
    <hr
      aria-orientation="vertical"
      aria-label={`Width of ${label}`}
      aria-valuenow={width}
      aria-valuemin={MIN_WIDTH}
      aria-valuemax={MAX_WIDTH}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onResize(null)}
      onClick={(event) => event.stopPropagation()}
      className="absolute top-0 right-0 z-[3] m-0 h-full w-2 translate-x-1/2 cursor-col-resize touch-none border-0 after:absolute after:inset-y-1.5 after:left-1/2 after:w-px after:bg-border hover:after:bg-ring focus-visible:after:bg-ring"
    />
  );
}
