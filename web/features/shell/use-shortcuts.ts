"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { NavigationGroup } from "./navigation";
import type { ShellDialog } from "./shell-context";

const noChange = () => () => {};

/** "⌘" on Apple's systems, "Ctrl" elsewhere. */
export function useModifierKey(): string {
  return useSyncExternalStore(
    noChange,
    () => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl"),
    () => "Ctrl",
  );
}

/** Milliseconds in which the second key of a sequence ("g r") must follow. */
const SEQUENCE_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export interface ShortcutActions {
  groups: readonly NavigationGroup[];
  show: (dialog: ShellDialog) => void;
  toggleSidebar: () => void;
}

/** The keys that work on every page with a frame. */
export function useShortcuts({ groups, show, toggleSidebar }: ShortcutActions): void {
  const router = useRouter();
  const firstKey = useRef<{ key: string; at: number } | null>(null);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        show("palette");
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return;
      if (event.key === "?") {
        event.preventDefault();
        show("help");
        return;
      }
      if (event.key === "[") {
        toggleSidebar();
        return;
      }
      const first = firstKey.current;
      firstKey.current = { key: event.key, at: event.timeStamp };
      if (!first || event.timeStamp - first.at > SEQUENCE_MS) return;
      if (first.key === "g" && event.key === "i") {
        event.preventDefault();
        return router.push("/inbox");
      }
      const item = groups.flatMap((group) => group.items).find(({ keys }) => keys === `${first.key} ${event.key}`);
      if (!item) return;
      event.preventDefault();
      router.push(item.href);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [groups, show, toggleSidebar, router]);
}
