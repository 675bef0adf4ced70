"use client";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import { cn } from "@/lib/cn";
import type { Layout } from "./model/state";

const LEAST = 0.2;
const MOST = 0.85;
const STEP = 0.02;
const clamp = (share: number) => Math.min(MOST, Math.max(LEAST, share));

export interface SplitProps {
  layout: Layout;
  /** Share of the width that the left part takes, 0–1. */
  share: number;
  onShare: (share: number) => void;
  left: ReactNode;
  right: ReactNode;
}

/** Two parts beside each other with an edge to drag, or one of them alone. */
export function Split({ layout, share, onShare, left, right }: SplitProps) {
  const frame = useRef<HTMLDivElement>(null);

  function onPointerDown(event: PointerEvent<HTMLHRElement>) {
    const box = frame.current;
    if (!box || event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    const { left: from, width } = box.getBoundingClientRect();
    let now = share;
    handle.setPointerCapture(event.pointerId);
    const onMove = ({ clientX }: globalThis.PointerEvent) => {
      now = clamp((clientX - from) / width);
      box.style.setProperty("--share", `${now * 100}%`);
    };
    const onEnd = () => {
      handle.removeEventListener("pointermove", onMove);
      handle.removeEventListener("pointerup", onEnd);
      handle.removeEventListener("pointercancel", onEnd);
      onShare(now);
    };
    handle.addEventListener("pointermove", onMove);
    handle.addEventListener("pointerup", onEnd);
    handle.addEventListener("pointercancel", onEnd);
  }
  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!step) return;
    event.preventDefault();
    onShare(clamp(share + step));
  }

  return (
    <div ref={frame} className="flex min-h-0 flex-1" style={{ "--share": `${share * 100}%` } as React.CSSProperties}>
      {layout === "charts" ? null : (
        // On phones there is room for one of them; the server does not know how wide the window is.
        <div className={cn("relative flex min-h-0 min-w-0 flex-col", layout === "split" ? "w-(--share) max-md:w-full" : "flex-1")}>
          {left}
        </div>
      )}
      {layout === "split" ? (
        <hr
          aria-orientation="vertical"
          aria-label="Width of the table"
          aria-valuenow={Math.round(share * 100)}
          aria-valuemin={LEAST * 100}
          aria-valuemax={MOST * 100}
          tabIndex={0}
          onPointerDown={onPointerDown}
          onKeyDown={onKeyDown}
          className="relative z-[11] m-0 h-full w-px shrink-0 cursor-col-resize touch-none border-0 bg-border outline-offset-0 before:absolute before:inset-y-0 before:-left-1 before:w-2 before:content-[''] hover:bg-ring focus-visible:bg-ring max-md:hidden"
        />
      ) : null}
      {layout === "table" ? null : (
        <div className={cn("min-h-0 min-w-0 flex-1 overflow-y-auto", layout === "split" && "max-md:hidden")}>{right}</div>
      )}
    </div>
  );
}
