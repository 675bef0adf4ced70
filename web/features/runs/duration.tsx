"use client";
import type { Run } from "@cairn/sdk/schema";
import { useEffect, useState } from "react";
import { formatDuration } from "../charts/format";

/** How long a run took, counting while it runs. */
export function Duration({ run }: { run: Pick<Run, "status" | "started_at" | "finished_at" | "heartbeat_at"> }) {
  const [now, setNow] = useState<number | null>(null);
  const isRunning = run.status === "running";
  useEffect(() => {
    if (!isRunning) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isRunning]);
  if (!run.started_at) return <span className="text-muted-foreground">–</span>;
  const end = run.finished_at ? Date.parse(run.finished_at) : isRunning && now !== null ? now : Date.parse(run.heartbeat_at);
  return <span className="tabular">{formatDuration(end - Date.parse(run.started_at))}</span>;
}
