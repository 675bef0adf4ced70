"use client";
import { useCallback, useMemo, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
const parsed = new Map<string, { text: string; value: unknown }>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function read(key: string): unknown {
  let text: string | null = null;
  try {
    text = localStorage.getItem(key);
  } catch {
    // A browser may forbid it: then nothing is remembered.
  }
  if (text === null) return undefined;
  const known = parsed.get(key);
  if (known?.text === text) return known.value;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  parsed.set(key, { text, value });
  return value;
}

/**
 * Settings that this browser keeps for a page. The server and the first paint know only the fallback.
 *
 * @param key names them in the browser's storage
 * @param fallback a constant: what counts for fields that were never set
 */
export function useRemembered<T extends object>(key: string, fallback: T): [T, (patch: Partial<T>) => void] {
  const stored = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => undefined,
  );
  const value = useMemo(
    () => (typeof stored === "object" && stored !== null ? { ...fallback, ...(stored as Partial<T>) } : fallback),
    [stored, fallback],
  );
  const update = useCallback(
    (patch: Partial<T>) => {
      const before = read(key);
      try {
        localStorage.setItem(key, JSON.stringify({ ...(typeof before === "object" ? before : {}), ...patch }));
      } catch {
        // Full or forbidden: the change lasts until the page is left.
        parsed.delete(key);
      }
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value, update];
}
