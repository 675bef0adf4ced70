"use client";
import { useEffect, useState } from "react";
import { formatDuration } from "../charts/format";

/** Time between two moments in Unix ms; counts on while there is no end. */
export function Elapsed({ from, to, isRunning }: { from: number | null; to: number | null; isRunning: boolean }) {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    if (!isRunning) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isRunning]);
  const end = to ?? (isRunning ? now : null);
  if (from === null || end === null) return <span className="text-muted-foreground">–</span>;
  return <span className="tabular">{formatDuration(end - from)}</span>;
}
