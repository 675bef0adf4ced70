"use client";
import { type RefObject, useEffect } from "react";

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** j and k move between panels, f opens the one that has the focus at full screen, / leads to the search. Enter does what a button does. */
export function usePanelKeys(root: RefObject<HTMLElement | null>, search: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isField(event.target)) return;
      if (!root.current?.isConnected || document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return;
      // A table of runs on the same page has these keys, unless the focus is on the charts.
      if (document.querySelector("[role=grid]") && !root.current.contains(document.activeElement)) return;
      const panels = [...root.current.querySelectorAll<HTMLButtonElement>("[data-panel]")];
      const at = panels.findIndex((panel) => panel.closest("figure")?.contains(document.activeElement));
      if (event.key === "/" && search.current) {
        event.preventDefault();
        search.current.focus();
      } else if (event.key === "f" && at >= 0) panels[at]?.click();
      else if (event.key === "j" || event.key === "k") {
        const next = panels[at < 0 ? 0 : at + (event.key === "j" ? 1 : -1)];
        next?.focus();
        next?.scrollIntoView({ block: "nearest" });
      }
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [root, search]);
}
