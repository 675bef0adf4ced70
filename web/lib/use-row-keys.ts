"use client";
import { type RefObject, useEffect } from "react";

const STEPS: Record<string, 1 | -1> = { j: 1, k: -1 };

/**
 * j and k move the focus through the rows' links, `a[data-row]`, or buttons, `button[data-row]`, of a table, wherever on the page the focus is,
 * outside of fields and of what floats. Enter then opens it, as links and buttons do.
 */
export function useRowKeys(table: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const step = STEPS[event.key];
      if (!step || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      const { target } = event;
      if (target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) return;
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]")) return;
      const links = [...(table.current?.querySelectorAll<HTMLElement>("a[data-row], button[data-row]") ?? [])];
      const at = links.findIndex((link) => link.closest("tr, [data-line]")?.contains(document.activeElement));
      const next = links[at === -1 ? 0 : at + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [table]);
}
