"use client";
import { useSyncExternalStore } from "react";

const noChange = () => () => {};

/** Origin of the page ("http://localhost:8787"); empty while the server renders. */
export function useOrigin(): string {
  return useSyncExternalStore(
    noChange,
    () => window.location.origin,
    () => "",
  );
}

/** Host of the page ("localhost:8787"); empty while the server renders. */
export function useHost(): string {
  return useSyncExternalStore(
    noChange,
    () => window.location.host,
    () => "",
  );
}

/** False on the server and in the first paint, true afterwards: for what depends on the reader's zone. */
export function useIsClient(): boolean {
  return useSyncExternalStore(
    noChange,
    () => true,
    () => false,
  );
}
