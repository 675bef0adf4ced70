"use client";
import type { KeyboardEvent, PointerEvent } from "react";

const HEIGHT = { min: 120, max: 900, step: 20 };

export interface PanelResizerProps {
  label: string;
  height: number;
  span: number;
  columns: number;
  /** Pixels between two neighbours' left edges. */
  columnPx: () => number;
  onResize: (size: { height: number; span: number }) => void;
}

/** The corner by which a panel is made larger: with the pointer, or with the arrow keys. */
export function PanelResizer({ label, height, span, columns, columnPx, onResize }: PanelResizerProps) {
  const to = (h: number, s: number) =>
    onResize({ height: Math.round(Math.min(HEIGHT.max, Math.max(HEIGHT.min, h))), span: Math.min(columns, Math.max(1, s)) });

  function begin(event: PointerEvent<HTMLButtonElement>) {
    event.preventDefault();
    const [startX, startY, width] = [event.clientX, event.clientY, columnPx()];
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const move = (at: globalThis.PointerEvent) => to(height + at.clientY - startY, span + Math.round((at.clientX - startX) / width));
    const end = () => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", end);
      handle.removeEventListener("pointercancel", end);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  }

  function onKeyDown(event: KeyboardEvent) {
    const [h, s] = { ArrowUp: [-HEIGHT.step, 0], ArrowDown: [HEIGHT.step, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
    if (h === undefined || s === undefined) return;
    event.preventDefault();
    to(height + h, span + s);
  }

  return (
    <button
      type="button"
      aria-label={`Resize ${label}; use the arrow keys`}
      title="Drag to resize"
      className="absolute right-0 bottom-0 size-4 cursor-nwse-resize touch-none rounded-br-md opacity-0 transition-opacity focus-visible:opacity-100 group-hover/panel:opacity-100 max-md:hidden"
      onPointerDown={begin}
      onKeyDown={onKeyDown}
    >
      <svg aria-hidden viewBox="0 0 16 16" className="size-4 text-muted-foreground">
        <title>Resize</title>
        <path d="M13 7v6H7" fill="none" stroke="currentColor" strokeWidth="1.5" />
      </svg>
    </button>
  );
}
