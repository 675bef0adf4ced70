import { cn } from "@/lib/cn";
import { cssColour } from "./chart-run";
import type { TooltipRow } from "./nearest";
import { xExact } from "./ticks";
import type { XAxis } from "./traces";
import { formatByName } from "./units";

/** Rows around the line the pointer means; the others are counted. */
const ROWS_MAX = 10;

export interface ChartTooltipProps {
  metric: string;
  /** Part of the plotting area's width that is left of the pointer. */
  left: number;
  x: number;
  rows: readonly TooltipRow[];
  lit: string | null;
  axis: XAxis;
}

/** The values at the crosshair, the greatest first, with what was logged beside what smoothing made of it. */
export function ChartTooltip({ metric, left, x, rows, lit, axis }: ChartTooltipProps) {
  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === lit),
  );
  const from = Math.max(0, Math.min(at - ROWS_MAX / 2, rows.length - ROWS_MAX));
  const shown = rows.slice(from, from + ROWS_MAX);
  const hidden = rows.length - shown.length;
  const isSmoothed = shown.some(({ original }) => original !== null);
  const hasBand = shown.some(({ low }) => low !== null);
  return (
    <div
      aria-hidden
      data-tooltip
      className={cn(
        "pointer-events-none absolute top-1 z-20 max-w-[70%] rounded-md border bg-popover/95 px-2 py-1.5 text-xs shadow-float",
        left > 0.5 ? "left-14" : "right-2",
      )}
    >
      <p className="pb-0.5 text-muted-foreground tabular">
        {rows.length === 1 ? xExact(axis, rows[0]?.x ?? x) : xExact(axis, axis.kind === "step" ? Math.round(x) : x)}
      </p>
      <table className="w-full border-collapse">
        <tbody>
          {shown.map((row) => (
            <tr
              key={row.id}
              className={cn(row.id === lit && rows.length > 1 && "font-medium", lit !== null && row.id !== lit && "opacity-70")}
            >
              <td className="w-full max-w-44 truncate pr-3">
                <span className="mr-1.5 inline-block h-0.5 w-2.5 align-middle" style={{ background: cssColour(row.colour) }} />
                {row.name}
              </td>
              <td className="whitespace-nowrap text-right font-mono tabular">{formatByName(metric, row.value)}</td>
              {isSmoothed ? (
                <td className="whitespace-nowrap pl-2 text-right font-mono text-muted-foreground tabular">
                  {row.original === null ? "" : formatByName(metric, row.original)}
                </td>
              ) : null}
              {hasBand ? (
                <td className="whitespace-nowrap pl-2 text-right font-mono text-muted-foreground tabular">
                  {row.low === null || row.high === null ? "" : `${formatByName(metric, row.low)} … ${formatByName(metric, row.high)}`}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 ? <p className="pt-0.5 text-muted-foreground">and {hidden} more</p> : null}
    </div>
  );
}
