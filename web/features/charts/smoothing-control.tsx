"use client";
import { useEffect, useRef } from "react";
import { Select } from "@/components/ui/select";
import { SMOOTHING_RANGES, type Smoothing, type SmoothingKind } from "./smoothing";

const KINDS: { value: SmoothingKind; label: string }[] = [
  { value: "none", label: "No smoothing" },
  { value: "ema", label: SMOOTHING_RANGES.ema.label },
  { value: "gaussian", label: SMOOTHING_RANGES.gaussian.label },
  { value: "mean", label: SMOOTHING_RANGES.mean.label },
];
/** Milliseconds that the slider must rest before the address is written; the curves follow at once. */
const REST_MS = 250;

export interface SmoothingControlProps {
  value: Smoothing;
  /** Follows the slider. */
  onPreview: (value: Smoothing) => void;
  /** The slider rests. */
  onChange: (value: Smoothing) => void;
}

/** Which smoothing, and how much of it. */
export function SmoothingControl({ value, onPreview, onChange }: SmoothingControlProps) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const { amount } = value;
  function slide(next: Smoothing) {
    onPreview(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next), REST_MS);
  }
  const range = value.kind === "none" ? null : SMOOTHING_RANGES[value.kind];
  return (
    <div className="flex items-center gap-2">
      <Select
        size="sm"
        aria-label="Smoothing"
        className="w-44"
        value={value.kind}
        options={KINDS}
        onValueChange={(kind) => onChange({ kind, amount: kind === "none" ? 0 : SMOOTHING_RANGES[kind].start })}
      />
      {range ? (
        <>
          <input
            type="range"
            aria-label="Amount of smoothing"
            className="w-28 accent-primary"
            min={range.min}
            max={range.max}
            step={range.step}
            value={amount}
            onChange={(event) => slide({ ...value, amount: Number(event.target.value) })}
          />
          <output className="w-10 font-mono text-muted-foreground text-xs tabular">{amount}</output>
        </>
      ) : null}
    </div>
  );
}
