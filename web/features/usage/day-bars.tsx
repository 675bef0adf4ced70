"use client";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { cn } from "@/lib/cn";
import { type Bar, niceTop } from "./bars";
import { CLASSES, dayText, type Meter, meterText } from "./words";

export interface DayBarsProps {
  bars: readonly Bar[];
  meter: Meter;
}

const GAP = 0.2;

/** A bar a day. The pointer, or the arrow keys, tell a day's numbers; for those who do not see it there is a table of days with any. */
export function DayBars({ bars, meter }: DayBarsProps) {
  const [at, setAt] = useState<number | null>(null);
  const top = niceTop(Math.max(...bars.map(({ total }) => total)), meter === "bytes");
  const chosen = at === null ? null : (bars[at] ?? null);
  const [first = "", last = ""] = [bars[0]?.day, bars.at(-1)?.day];
  const spansYears = first.slice(0, 4) !== last.slice(0, 4);
  const gap = bars.length > 120 ? 0 : GAP;

  const point = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setAt(Math.min(bars.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * bars.length))));
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    setAt(Math.min(bars.length - 1, Math.max(0, (at ?? bars.length - (by > 0 ? 1 : 0)) + by)));
  };

  return (
    <figure className="relative flex flex-col gap-2 rounded-md border bg-card p-4">
      <figcaption className="flex min-h-5 flex-wrap items-baseline gap-x-4 gap-y-1 text-sm">
        {chosen ? (
          <>
            <span className="font-medium">{dayText(chosen.day, true)}</span>
            <span className="tabular">{meterText(meter, chosen.total)}</span>
          </>
        ) : (
          <span className="text-muted-foreground">Point at a day to read it.</span>
        )}
        {meter === "bytes" ? <Legend bar={chosen} /> : null}
      </figcaption>
      <div className="flex gap-2">
        <div aria-hidden className="flex w-14 shrink-0 flex-col justify-between text-right text-muted-foreground text-xs tabular">
          <span>{meterText(meter, top)}</span>
          <span>0</span>
        </div>
        <div
          role="slider"
          tabIndex={0}
          aria-label="Day"
          aria-valuemin={1}
          aria-valuemax={bars.length}
          aria-valuenow={(at ?? bars.length - 1) + 1}
          aria-valuetext={chosen ? `${dayText(chosen.day, true)}: ${meterText(meter, chosen.total)}` : "none chosen"}
          className="h-40 min-w-0 flex-1 touch-pan-y rounded-sm"
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setAt(null)}
          onKeyDown={step}
          onBlur={() => setAt(null)}
        >
          <svg aria-hidden className="size-full" viewBox={`0 0 ${bars.length} 100`} preserveAspectRatio="none">
            {[0, 50, 100].map((y) => (
              <line key={y} x1="0" x2={bars.length} y1={y} y2={y} vectorEffect="non-scaling-stroke" className="stroke-border" />
            ))}
            {at === null ? null : <rect x={at} width="1" height="100" className="fill-accent" />}
            {bars.map((bar, i) => (
              <Stack key={bar.day} x={i + gap / 2} width={1 - gap} bar={bar} top={top} />
            ))}
          </svg>
        </div>
      </div>
      <div aria-hidden className="flex justify-between pl-16 text-muted-foreground text-xs">
        <span>{dayText(first, spansYears)}</span>
        <span>{dayText(last, spansYears)}</span>
      </div>
      {/* A table alone would not be cut off. */}
      <div className="sr-only">
        <table>
          <caption>Days with any</caption>
          <tbody>
            {bars
              .filter(({ total }) => total > 0)
              .map(({ day, total }) => (
                <tr key={day}>
                  <th scope="row">{dayText(day, true)}</th>
                  <td>{meterText(meter, total)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function Stack({ x, width, bar, top }: { x: number; width: number; bar: Bar; top: number }) {
  let y = 100;
  return bar.parts.map((part, i) => {
    if (part === 0) return null;
    // A day with anything at all shows.
    const height = Math.max(1, (part / top) * 100);
    y -= height;
    const fill = bar.parts.length === 1 ? "fill-(--chart-1)" : CLASSES[i]?.fill;
    return <rect key={CLASSES[i]?.name} x={x} y={y} width={width} height={height} className={fill} />;
  });
}

function Legend({ bar }: { bar: Bar | null }) {
  return CLASSES.map(({ name, label, background }, i) => (
    <span key={name} className="inline-flex items-center gap-1.5 text-muted-foreground text-xs">
      <span aria-hidden className={cn("size-2 rounded-[2px]", background)} />
      {label}
      {bar ? <span className="text-foreground tabular">{meterText("bytes", bar.parts[i] ?? 0)}</span> : null}
    </span>
  ));
}
