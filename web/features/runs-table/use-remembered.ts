"use client";
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { PREFS, readPref, setPref } from "@/lib/prefs";
import type { Place } from "../runs/queries";
import { cookieOf, type Remembered, rememberedOf } from "./model/remembered";

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

/** What is stored; null: nothing. What private windows and full disks refuse is simply not there. */
function stored(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** What the storage holds or, where it holds nothing, what the cookie does. */
const read = (key: string): string => stored(key) ?? readPref(PREFS.runs) ?? "{}";

/** Keeps everything in the browser's storage, and as much as fits in a cookie that only the workspace's own pages are asked with. */
function write({ organization, workspace }: Place, remembered: Remembered): void {
  setPref(PREFS.runs, cookieOf(remembered), `/${organization}/${workspace}`);
  const key = keyOf({ organization, workspace });
  try {
    window.localStorage.setItem(key, JSON.stringify(remembered));
  } catch {
    // Then the cookie is all there is.
  }
}

/**
 * What this browser remembers of a workspace's table, and a way to remember more.
 *
 * @param first what the cookie of the request said: the server and the first paint know that much
 */
export function useRemembered(place: Place, first?: Remembered): [Remembered, (change: Partial<Remembered>) => void] {
  const key = keyOf(place);
  const text = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => JSON.stringify(first ?? {}),
  );
  const value = useMemo(() => rememberedOf(text), [text]);
  const remember = useCallback(
    (change: Partial<Remembered>) => {
      write(place, { ...rememberedOf(read(keyOf(place))), ...change });
      for (const listener of listeners) listener();
    },
    [place],
  );
  // One of the two may have been cleared, or be older than the other.
  useEffect(() => {
    const known = rememberedOf(read(keyOf(place)));
    if (Object.keys(known).length > 0 && (stored(keyOf(place)) === null || readPref(PREFS.runs) !== cookieOf(known))) write(place, known);
  }, [place]);
  return [value, remember];
}
