import type { Range } from "./domain";
import { shownPart } from "./nearest";
import { spikeAt } from "./spikes";
import type { Trace } from "./traces";

export interface DrawOptions {
  context: CanvasRenderingContext2D;
  /** Place of a value on the canvas, in its own pixels. */
  px: (x: number) => number;
  py: (y: number) => number;
  /** The part of x that is shown: of long lines only what lies in it is looked at. */
  x: Range;
  /** The plotting area, in the canvas' own pixels. */
  box: { left: number; top: number; width: number; height: number };
  ratio: number;
  colourOf: (name: string) => string;
  /** Draws what was logged faintly behind a smoothed line. */
  showsOriginal: boolean;
  showsBand: boolean;
}

/** Lines with no more points than this show each of them. */
const DOTS_MAX = 30;
const LINE_PX = 1.5;
/** Corners of more lines than this are not rounded: that takes longer than the lines, and nobody sees it. */
const ROUNDED_MAX = 20;
/** Bands of more lines than this would cover each other, and take longer to draw than all else: of those, each bucket's reach is a stroke. */
const BANDS_MAX = 12;
const REACH_ALPHA = 0.5;
/** So few bands are drawn strongly and with an edge: a spike within a bucket is a sliver that a pale shade alone would hide. */
const STRONG_BANDS_MAX = 3;

/** Draws lines over the axes: bands, reaches or spikes first, then what was logged, then the lines, then marks for what is no number. */
export function drawTraces(traces: readonly Trace[], options: DrawOptions): void {
  const { context, box } = options;
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  context.lineJoin = traces.length > ROUNDED_MAX ? "bevel" : "round";
  if (options.showsBand)
    for (const trace of traces) {
      if (!trace.hasBand) continue;
      if (traces.length <= BANDS_MAX) drawBand(trace, options, bandLook(traces.length));
      else drawReach(trace, options);
    }
  else for (const trace of traces) drawSpikes(trace, options);
  if (options.showsOriginal)
    for (const trace of traces) if (trace.original !== trace.y) strokeLine(trace, trace.original, options, { alpha: 0.25, width: 1 });
  for (const trace of traces) strokeLine(trace, trace.y, options, { alpha: 1, width: LINE_PX });
  for (const trace of traces) {
    if (trace.count <= DOTS_MAX || trace.x.length <= 1) drawDots(trace, options);
    drawBad(trace, options);
  }
  context.restore();
}

function strokeLine(trace: Trace, y: readonly number[], options: DrawOptions, look: { alpha: number; width: number }): void {
  const { context, px, py, ratio, colourOf } = options;
  const path = new Path2D();
  const { from, to } = shownPart(trace, options.x);
  let isDown = false;
  for (let i = from; i <= to; i++) {
    const left = px(trace.x[i] as number);
    const top = py(y[i] as number);
    if (!Number.isFinite(left) || !Number.isFinite(top)) isDown = false;
    else if (isDown) path.lineTo(left, top);
    else {
      path.moveTo(left, top);
      isDown = true;
    }
  }
  context.globalAlpha = look.alpha;
  context.strokeStyle = colourOf(trace.colour);
  context.lineWidth = look.width * ratio;
  context.stroke(path);
  context.globalAlpha = 1;
}

/** How opaque a band's surface and its edge are, among so many lines. */
export const bandLook = (lines: number): { fill: number; edge: number } =>
  lines <= STRONG_BANDS_MAX ? { fill: 0.35, edge: 0.7 } : { fill: 0.18, edge: 0.35 };

function drawBand(trace: Trace, options: DrawOptions, { fill, edge }: { fill: number; edge: number }): void {
  const { context, px, py, x: range, colourOf } = options;
  context.fillStyle = colourOf(trace.colour);
  context.globalAlpha = fill;
  const { x, low, high } = trace;
  const part = shownPart(trace, range);
  const end = part.to + 1;
  let { from } = part;
  const isPoint = (i: number) =>
    Number.isFinite(px(x[i] as number)) && Number.isFinite(py(low[i] as number)) && Number.isFinite(py(high[i] as number));
  while (from < end) {
    while (from < end && !isPoint(from)) from++;
    let to = from;
    while (to < end && isPoint(to)) to++;
    if (to > from) {
      context.beginPath();
      for (let i = from; i < to; i++) context.lineTo(px(x[i] as number), py(high[i] as number));
      for (let i = to - 1; i >= from; i--) context.lineTo(px(x[i] as number), py(low[i] as number));
      context.fill();
    }
    from = to;
  }
  context.globalAlpha = 1;
  for (const side of [low, high]) strokeLine(trace, side, options, { alpha: edge, width: 1 });
}

/**
 * From the least to the greatest value of each bucket: a spike within a bucket is seen however many lines there are. Upright strokes cost
 * a sixth of what the line does, a band twice as much.
 */
function drawReach({ x, low, high, colour, isOrdered }: Trace, { context, px, py, x: range, ratio, colourOf }: DrawOptions): void {
  const path = new Path2D();
  const { from, to } = shownPart({ x, isOrdered }, range);
  for (let i = from; i <= to; i++) {
    const [left, bottom, top] = [px(x[i] as number), py(low[i] as number), py(high[i] as number)];
    if (bottom === top || !Number.isFinite(left + bottom + top)) continue;
    path.moveTo(left, bottom);
    path.lineTo(left, top);
  }
  context.globalAlpha = REACH_ALPHA;
  context.strokeStyle = colourOf(colour);
  context.lineWidth = ratio;
  context.stroke(path);
  context.globalAlpha = 1;
}

/** From the line to what stands out of it: without bands, all that tells of a spike. */
function drawSpikes(trace: Trace, { context, px, py, x: range, ratio, colourOf }: DrawOptions): void {
  const path = new Path2D();
  const { from, to } = shownPart(trace, range);
  for (let i = from; i <= to; i++) {
    const spike = spikeAt(trace, i);
    if (spike === null) continue;
    const [left, foot, tip] = [px(trace.x[i] as number), py(trace.y[i] as number), py(spike)];
    if (!Number.isFinite(left + foot + tip)) continue;
    path.moveTo(left, foot);
    path.lineTo(left, tip);
  }
  context.strokeStyle = colourOf(trace.colour);
  context.lineWidth = ratio;
  context.stroke(path);
}

function drawDots(trace: Trace, { context, px, py, ratio, colourOf }: DrawOptions): void {
  context.fillStyle = colourOf(trace.colour);
  for (const [i, value] of trace.y.entries()) {
    const [left, top] = [px(trace.x[i] as number), py(value)];
    if (!Number.isFinite(left) || !Number.isFinite(top)) continue;
    context.beginPath();
    context.arc(left, top, 2.5 * ratio, 0, 2 * Math.PI);
    context.fill();
  }
}

/** NaN: a cross at the foot; infinite: an arrow at the edge it went over. */
function drawBad(trace: Trace, { context, px, box, ratio, colourOf }: DrawOptions): void {
  context.strokeStyle = colourOf(trace.colour);
  context.lineWidth = 1.5 * ratio;
  const size = 3.5 * ratio;
  for (const { x, what } of trace.bad) {
    const left = px(x);
    if (!(left >= box.left && left <= box.left + box.width)) continue;
    const top = what === "Infinity" ? box.top + 2 * size : box.top + box.height - 2 * size;
    context.beginPath();
    if (what === "NaN") {
      context.moveTo(left - size, top - size);
      context.lineTo(left + size, top + size);
      context.moveTo(left + size, top - size);
      context.lineTo(left - size, top + size);
    } else {
      const up = what === "Infinity" ? -1 : 1;
      context.moveTo(left - size, top - up * size);
      context.lineTo(left, top + up * size);
      context.lineTo(left + size, top - up * size);
    }
    context.stroke();
  }
}
