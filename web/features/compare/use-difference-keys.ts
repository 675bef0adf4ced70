"use client";
import { useEffect, useRef } from "react";

/** n goes to the next difference, p to the one before, outside of fields and of what floats. */
export function useDifferenceKeys(step: (by: 1 | -1) => void): void {
  const now = useRef(step);
  now.current = step;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || (event.key !== "n" && event.key !== "p")) return;
      const { target } = event;
      if (target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox])")))
        return;
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return;
      event.preventDefault();
      now.current(event.key === "n" ? 1 : -1);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
