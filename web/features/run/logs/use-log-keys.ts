"use client";
import type { Line } from "@cairn/sdk/schema";
import { type RefObject, useEffect, useRef } from "react";

interface LogKeys {
  lines: readonly Line[];
  selected: number | null;
  onSelect: (line: Line) => void;
  field: RefObject<HTMLInputElement | null>;
  onStep: (by: 1 | -1) => void;
}

/** j and k choose the next and the previous line, n and N go through the matches, / leads to the search. */
export function useLogKeys(keys: LogKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      const { target } = event;
      if (target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) return;
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return;
      const { lines, selected, onSelect, field, onStep } = latest.current;
      if (event.key === "/") {
        event.preventDefault();
        field.current?.focus();
      }
      if (event.key === "n") onStep(1);
      if (event.key === "N") onStep(-1);
      if (event.key !== "j" && event.key !== "k") return;
      const at = lines.findIndex(({ number }) => number === selected);
      const next = lines[at < 0 ? lines.length - 1 : at + (event.key === "j" ? 1 : -1)];
      if (next) onSelect(next);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
