"use client";
import { type RefObject, useEffect, useRef } from "react";

function isElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return true;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** j and k go through the list's rows, `[data-row]`; e archives and u turns read and unread, of the row that has the focus. */
export function useInboxKeys(
  list: RefObject<HTMLElement | null>,
  actions: { archive(id: string): void; toggleRead(id: string): void },
): void {
  const now = useRef(actions);
  now.current = actions;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isElsewhere(event.target)) return;
      const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
      const at = rows.findIndex((row) => row.closest("li")?.contains(document.activeElement));
      const step = { j: 1, k: -1 }[event.key];
      if (step !== undefined) {
        const next = rows[at === -1 ? 0 : at + step];
        if (!next) return;
        event.preventDefault();
        return next.focus();
      }
      const id = rows[at]?.dataset.row;
      if (!id || (event.key !== "e" && event.key !== "u")) return;
      event.preventDefault();
      if (event.key === "u") return now.current.toggleRead(id);
      // The row goes: the one that takes its place has the focus then.
      (rows[at + 1] ?? rows[at - 1])?.focus();
      now.current.archive(id);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [list]);
}
