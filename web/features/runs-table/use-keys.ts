"use client";
import { useEffect, useRef } from "react";

/** What the keys of the runs page do. */
export interface KeyActions {
  move: (step: 1 | -1, extend: boolean) => void;
  open: () => void;
  select: (isRange: boolean) => void;
  toggleEye: () => void;
  edit: () => void;
  search: () => void;
  leave: () => void;
  nextLayout: () => void;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Keys of the runs page, outside of fields and of what floats. */
export function useKeys(actions: KeyActions): void {
  const now = useRef(actions);
  now.current = actions;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "j") {
        event.preventDefault();
        return now.current.nextLayout();
      }
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      // A box is ticked and a choice is made by other keys than these.
      const isBox = event.target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(event.target.type);
      if (isTyping(event.target) && !isBox) return;
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return;
      const isOnControl = event.target instanceof HTMLElement && event.target.closest("button, a, [role=separator], hr, input") !== null;
      const does = actionOf(event, isOnControl);
      if (!does) return;
      event.preventDefault();
      does(now.current);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

function actionOf({ key, shiftKey }: KeyboardEvent, isOnControl: boolean): ((actions: KeyActions) => void) | null {
  switch (key) {
    case "j":
    case "J":
      return ({ move }) => move(1, shiftKey);
    case "k":
    case "K":
      return ({ move }) => move(-1, shiftKey);
    case "ArrowDown":
    case "ArrowUp":
      return isOnControl ? null : ({ move }) => move(key === "ArrowDown" ? 1 : -1, shiftKey);
    case "x":
    case "X":
      return ({ select }) => select(shiftKey);
    case "Enter":
      return isOnControl ? null : ({ open }) => open();
    case "v":
      return ({ toggleEye }) => toggleEye();
    case "e":
      return ({ edit }) => edit();
    case "/":
      return ({ search }) => search();
    case "Escape":
      return ({ leave }) => leave();
    default:
      return null;
  }
}
