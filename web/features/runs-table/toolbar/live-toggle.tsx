"use client";
import { Pause, Play } from "lucide-react";
import { Button } from "@/components/ui/button";
import { LiveBadge } from "../../runs/live-badge";
import type { LiveState } from "../../runs/use-live";
import { REFRESH_MS } from "../data/use-live-rows";

export interface LiveToggleProps {
  state: LiveState;
  isPaused: boolean;
  onChange: (isPaused: boolean) => void;
}

/** Whether the table follows what happens, how often, and a way to hold it still. */
export function LiveToggle({ state, isPaused, onChange }: LiveToggleProps) {
  return (
    <div className="flex items-center gap-1">
      <LiveBadge state={state} />
      {state === "live" ? <span className="text-muted-foreground text-xs max-sm:sr-only">every {REFRESH_MS / 1_000} s</span> : null}
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={isPaused ? "Follow changes again" : "Pause changes"}
        title={isPaused ? "Follow changes again" : "Pause: table and charts hold still"}
        onClick={() => onChange(!isPaused)}
      >
        {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
      </Button>
    </div>
  );
}
