"use client";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Place } from "../../runs/queries";
import type { Layout } from "./state";

/** How the table of one workspace looked last, in this browser. */
export interface Remembered {
  cols?: string[];
  pin?: string[];
  best?: string[];
  widths?: Record<string, number>;
  layout?: Layout;
  /** Share of the width that the table takes beside the charts, 0–1. */
  share?: number;
  /** Colours that were chosen, by run id. */
  colours?: Record<string, string>;
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Other windows of this browser change it too.
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

const keyOf = ({ organization, workspace }: Place) => `cairn.runs.${organization}.${workspace}`;

/** What private windows and full disks refuse is simply not remembered. */
function read(key: string): string {
  try {
    return window.localStorage.getItem(key) ?? "{}";
  } catch {
    return "{}";
  }
}

function parsed(text: string): Remembered {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Remembered) : {};
  } catch {
    return {};
  }
}

/** What this browser remembers of a workspace's table, and a way to remember more. */
export function useRemembered(place: Place): [Remembered, (change: Partial<Remembered>) => void] {
  const key = keyOf(place);
  const text = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => "{}",
  );
  const value = useMemo(() => parsed(text), [text]);
  const remember = useCallback(
    (change: Partial<Remembered>) => {
      try {
        window.localStorage.setItem(key, JSON.stringify({ ...parsed(read(key)), ...change }));
      } catch {
        return;
      }
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value, remember];
}
