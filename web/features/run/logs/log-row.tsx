"use client";
import type { Line } from "@cairn/sdk/schema";
import { memo } from "react";
import { cn } from "@/lib/cn";
import { formatDuration } from "../../charts/format";
import { marked, plainText, segments } from "./ansi";

export const TIMESTAMPS = ["off", "absolute", "relative"] as const;
export type Timestamps = (typeof TIMESTAMPS)[number];

const pad = (n: number, digits = 2): string => String(n).padStart(digits, "0");

/** "14:03:21.042" in the reader's zone. */
function clock(at: number): string {
  const date = new Date(at);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

const levels = {
  error: "border-l-status-failed bg-status-failed/8",
  warning: "border-l-status-stale bg-status-stale/8",
  info: "border-l-transparent",
  debug: "border-l-transparent text-muted-foreground",
} as const;

export interface LogRowProps {
  line: Line;
  timestamps: Timestamps;
  /** Unix ms at which the run started. */
  start: number;
  isWrapped: boolean;
  isSelected: boolean;
  isCurrentMatch: boolean;
  find: ((line: string) => [number, number][]) | null;
  onSelect: (line: Line) => void;
}

/** One line as a terminal shows it, with its number as a link to it. */
export const LogRow = memo(function LogRow({
  line,
  timestamps,
  start,
  isWrapped,
  isSelected,
  isCurrentMatch,
  find,
  onSelect,
}: LogRowProps) {
  const parts = marked(segments(line.text), find?.(plainText(line.text)) ?? []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the number is the link for keyboards; a press anywhere on the line is a convenience
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      data-line={line.number}
      className={cn(
        "flex min-h-5 border-l-2 pr-3 font-mono text-xs leading-5",
        line.level ? levels[line.level] : line.stream === "stderr" ? "border-l-status-stale/60" : "border-l-transparent",
        isSelected && "bg-primary-soft",
      )}
      onClick={() => onSelect(line)}
    >
      <a
        href={`#L${line.number}`}
        className="w-14 shrink-0 select-none pr-3 text-right text-muted-foreground tabular hover:text-foreground"
        aria-label={`Line ${line.number}`}
        aria-current={isSelected || undefined}
        onClick={(event) => {
          event.preventDefault();
          event.stopPropagation();
          onSelect(line);
        }}
      >
        {line.number}
      </a>
      {timestamps !== "off" ? (
        <span className="w-24 shrink-0 select-none text-muted-foreground tabular" title={new Date(line.at).toISOString()}>
          {timestamps === "absolute" ? clock(line.at) : `+${formatDuration(line.at - start)}`}
        </span>
      ) : null}
      {line.step !== null ? (
        <span
          className="w-16 shrink-0 select-none truncate pr-2 text-right text-primary tabular max-sm:hidden"
          title={`Step ${line.step}: shows it in the chart`}
        >
          {line.step}
        </span>
      ) : (
        <span className="w-16 shrink-0 max-sm:hidden" />
      )}
      {line.level && line.level !== "info" ? <span className="sr-only">{line.level}: </span> : null}
      <span className={cn("min-w-0 flex-1", isWrapped ? "whitespace-pre-wrap break-all" : "whitespace-pre")}>
        {parts.map((part, i) => {
          const Part = part.isMatch ? "mark" : "span";
          return (
            <Part
              key={i}
              className={cn(
                part.isBold && "font-bold",
                part.isDim && "text-muted-foreground",
                part.isItalic && "italic",
                part.isUnderlined && "underline",
                part.isMatch &&
                  (isCurrentMatch ? "bg-primary text-primary-foreground" : "bg-warning-soft text-foreground outline-1 outline-warning/50"),
              )}
              style={part.isMatch ? undefined : { color: part.colour, background: part.background }}
            >
              {part.text}
            </Part>
          );
        })}
      </span>
    </div>
  );
});
