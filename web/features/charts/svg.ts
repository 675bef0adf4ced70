import type { Range } from "./domain";
import { bandLook } from "./draw";
import { spikeAt } from "./spikes";
import { logTicks, niceTicks, xLabel, xName } from "./ticks";
import type { Trace, XAxis } from "./traces";
import { tickByName } from "./units";

export interface SvgOptions {
  title: string;
  traces: readonly Trace[];
  axis: XAxis;
  x: Range;
  y: Range;
  isLogX: boolean;
  isLogY: boolean;
  showsBand: boolean;
  /** CSS colour of a trace's colour, of the text, of the grid and of the background. */
  colourOf: (name: string) => string;
  width?: number;
  height?: number;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);
const BOX = { left: 64, right: 16, top: 36, bottom: 44, legendRow: 18 };
/** Names in the legend; more would be longer than the picture. */
const LEGEND_MAX = 20;

/** A panel as a picture of its own: axes, lines, bands and a legend, with no script and no outside file. */
export function tracesToSvg(options: SvgOptions): string {
  const { title, traces, axis, x, y, isLogX, isLogY, colourOf, showsBand, width = 900, height = 480 } = options;
  const named = traces.slice(0, LEGEND_MAX);
  const plot = { left: BOX.left, top: BOX.top, right: width - BOX.right, bottom: height - BOX.bottom };
  const total = height + named.length * BOX.legendRow + 8;
  const scale = (range: Range, isLog: boolean, from: number, to: number) => {
    const of = isLog ? Math.log10 : (v: number) => v;
    const [a, b] = [of(range.min), of(range.max)];
    return (value: number) => from + ((of(value) - a) / (b - a || 1)) * (to - from);
  };
  const px = scale(x, isLogX, plot.left, plot.right);
  const py = scale(y, isLogY, plot.bottom, plot.top);
  const [text, grid] = [colourOf("--muted-foreground"), colourOf("--border")];
  const parts: string[] = [];
  for (const tick of isLogY ? logTicks(y.min, y.max) : niceTicks(y.min, y.max, 6))
    parts.push(
      `<line x1="${plot.left}" x2="${plot.right}" y1="${n(py(tick))}" y2="${n(py(tick))}" stroke="${grid}"/>`,
      `<text x="${plot.left - 8}" y="${n(py(tick) + 4)}" text-anchor="end" fill="${text}">${escaped(tickByName(title, tick))}</text>`,
    );
  for (const tick of isLogX ? logTicks(x.min, x.max) : niceTicks(x.min, x.max, 8))
    parts.push(
      `<text x="${n(px(tick))}" y="${plot.bottom + 18}" text-anchor="middle" fill="${text}">${escaped(xLabel(axis, tick, x.max - x.min))}</text>`,
    );
  parts.push(
    `<clipPath id="plot"><rect x="${plot.left}" y="${plot.top}" width="${plot.right - plot.left}" height="${plot.bottom - plot.top}"/></clipPath>`,
  );
  const look = bandLook(traces.length);
  for (const trace of traces) {
    const colour = colourOf(trace.colour);
    if (showsBand && trace.hasBand)
      parts.push(
        `<path d="${bandPath(trace, px, py)}" fill="${colour}" fill-opacity="${look.fill}" stroke="${colour}" stroke-opacity="${look.edge}" clip-path="url(#plot)"/>`,
      );
    if (!showsBand) parts.push(`<path d="${spikePath(trace, px, py)}" stroke="${colour}" clip-path="url(#plot)"/>`);
    parts.push(`<path d="${linePath(trace, px, py)}" fill="none" stroke="${colour}" stroke-width="1.5" clip-path="url(#plot)"/>`);
  }
  parts.push(
    `<text x="${(plot.left + plot.right) / 2}" y="${plot.bottom + 36}" text-anchor="middle" fill="${text}">${escaped(xName(axis))}</text>`,
  );
  parts.push(`<text x="${plot.left}" y="22" font-size="14" font-weight="600" fill="${colourOf("--foreground")}">${escaped(title)}</text>`);
  for (const [i, trace] of named.entries()) {
    const top = height + i * BOX.legendRow;
    parts.push(
      `<rect x="${plot.left}" y="${top}" width="12" height="3" fill="${colourOf(trace.colour)}"/>`,
      `<text x="${plot.left + 20}" y="${top + 6}" fill="${colourOf("--foreground")}">${escaped(trace.name)}</text>`,
    );
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="system-ui, sans-serif" font-size="11"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="${colourOf("--card")}"/>${parts.join("")}</svg>`;
}

const n = (value: number): string => String(Math.round(value * 100) / 100);

type Place = (value: number) => number;

function linePath({ x, y }: Trace, px: Place, py: Place): string {
  let path = "";
  let isDown = false;
  for (let i = 0; i < x.length; i++) {
    const [left, top] = [px(x[i] as number), py(y[i] as number)];
    const isPoint = Number.isFinite(left) && Number.isFinite(top);
    if (isPoint) path += `${isDown ? "L" : "M"}${n(left)} ${n(top)}`;
    isDown = isPoint;
  }
  return path;
}

function spikePath(trace: Trace, px: Place, py: Place): string {
  let path = "";
  for (const [i, x] of trace.x.entries()) {
    const [left, foot, tip] = [px(x), py(trace.y[i] as number), py(spikeAt(trace, i) ?? Number.NaN)];
    if (Number.isFinite(left + foot + tip)) path += `M${n(left)} ${n(foot)}V${n(tip)}`;
  }
  return path;
}

function bandPath({ x, low, high }: Trace, px: Place, py: Place): string {
  const isPoint = (i: number) => [px(x[i] as number), py(low[i] as number), py(high[i] as number)].every(Number.isFinite);
  const places = x.map((_, i) => i).filter(isPoint);
  if (places.length === 0) return "";
  const up = places.map((i) => `${n(px(x[i] as number))} ${n(py(high[i] as number))}`);
  const down = places.map((i) => `${n(px(x[i] as number))} ${n(py(low[i] as number))}`).reverse();
  return `M${[...up, ...down].join("L")}Z`;
}
