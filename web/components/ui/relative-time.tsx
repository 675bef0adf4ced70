"use client";
import { useSyncExternalStore } from "react";
import { formatExact, formatRelative } from "@/lib/time";

const TICK_MS = 20_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = 0;

/** One clock for all times of the page, ticking every 20 s while any is shown. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const notify of listeners) notify();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}
function browserNow(): number {
  // Between two ticks every time of the page is told by the same moment; React asks for it more than once.
  if (now === 0 || Math.abs(Date.now() - now) > TICK_MS) now = Date.now();
  return now;
}
const serverNow = () => 0;

export interface RelativeTimeProps {
  /** RFC 3339. */
  value: string;
  className?: string;
}

/** "3 minutes ago", with the exact time and zone on hover. */
export function RelativeTime({ value, className }: RelativeTimeProps) {
  const at = useSyncExternalStore(subscribe, browserNow, serverNow);
  const date = new Date(value);
  // The server does not know the reader's clock and zone: it writes the date, the browser the rest.
  const text = at === 0 ? value.slice(0, 10) : formatRelative(date, at);
  return (
    <time dateTime={value} title={at === 0 ? undefined : formatExact(date)} className={className}>
      {text}
    </time>
  );
}
