import { useSyncExternalStore } from "react";
import type { Range } from "./domain";
import type { LivePoints } from "./live-tail";

/** A value that changes too often to pass through React's tree: panels listen to it on their own. */
export class Signal<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get = (): T => this.#value;

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener(value);
  }

  subscribe = (listener: (value: T) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** The signal's value, and a new render when it changes. */
export const useSignal = <T>(signal: Signal<T>): T => useSyncExternalStore(signal.subscribe, signal.get, signal.get);

/** What panels of one page have in common. */
export interface ChartGroup {
  /** The place of x that the pointer is at, and the panel it is in; a panel named "" is none: the place was set from elsewhere. */
  cursor: Signal<{ x: number; panel: string } | null>;
  /** The part of x that all panels show. */
  zoom: Signal<Range | null>;
  /** The run whose lines are lit while the others are dimmed. */
  lit: Signal<string | null>;
  /** The points that came in last. */
  points: Signal<readonly LivePoints[]>;
}

export const newChartGroup = (): ChartGroup => ({
  cursor: new Signal<{ x: number; panel: string } | null>(null),
  zoom: new Signal<Range | null>(null),
  lit: new Signal<string | null>(null),
  points: new Signal<readonly LivePoints[]>([]),
});
