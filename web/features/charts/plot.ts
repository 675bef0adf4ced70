import uPlot from "uplot";
import type { Range } from "./domain";
import { type DrawOptions, drawTraces } from "./draw";
import { xLabel } from "./ticks";
import type { Trace, XAxis } from "./traces";
import { tickByName, tickSteps } from "./units";

/** What is drawn at present; read anew at each drawing. */
export interface PlotScene {
  traces: readonly Trace[];
  highlighted: string | null;
  showsOriginal: boolean;
  showsBand: boolean;
  /** The steps that the lines were asked for, as words; empty: all of them. */
  part: string;
}

export interface PlotHandlers {
  /** A part was chosen with the pointer; `y` only when a rectangle was. */
  onZoom: (x: Range, y: Range | null) => void;
  /** Both axes are to show everything. */
  onReset: () => void;
  /** The pointer is at a place of the plotting area, in CSS pixels; null when it left. */
  onPointer: (at: { left: number; top: number; x: number; y: number } | null) => void;
}

export interface PlotInput {
  element: HTMLElement;
  /** Whose values stand on y; the end of the name tells their unit. */
  metric: string;
  height: number;
  axis: XAxis;
  x: Range;
  y: Range;
  isLogX: boolean;
  isLogY: boolean;
  scene: () => PlotScene;
  handlers: () => PlotHandlers;
}

/** The same for all panels, so that one step stands under another. */
const AXIS_WIDTH_PX = 62;
/** How much of a line is left when another one is lit. */
const DIMMED = "0.18";
const RELATIVE_STEPS = [
  1e-3, 1e-2, 0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800,
];

/** A panel's drawing: uPlot has the axes, the pointer and the selection; the lines lie on layers of their own, so that lighting one is cheap. */
export class Plot {
  readonly u: uPlot;
  readonly #input: PlotInput;
  readonly #base: HTMLCanvasElement;
  readonly #top: HTMLCanvasElement;
  readonly #colours = new Map<string, string>();

  constructor(input: PlotInput) {
    this.#input = input;
    this.#base = document.createElement("canvas");
    this.#top = document.createElement("canvas");
    this.u = new uPlot(
      this.#options(),
      // The scales are set by hand; two places of x are the least with which uPlot draws axes.
      [
        [0, 1],
        [null, null],
      ],
      input.element,
    );
    for (const canvas of [this.#base, this.#top]) {
      Object.assign(canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%", pointerEvents: "none" });
      this.u.over.parentElement?.insertBefore(canvas, this.u.over);
    }
    this.setRange(input.x, input.y);
  }

  /** Colour behind the name of a CSS variable. */
  colourOf = (name: string): string => {
    const known = this.#colours.get(name);
    if (known) return known;
    const colour = plainColour(name.startsWith("--") ? getComputedStyle(this.#input.element).getPropertyValue(name).trim() : name);
    this.#colours.set(name, colour);
    return colour;
  };

  setRange(x: Range, y: Range): void {
    this.u.batch(() => {
      this.u.setScale("x", x);
      this.u.setScale("y", y);
    });
    this.u.redraw(false, true);
  }

  /** Draws the lines anew; axes stay. */
  drawLines(): void {
    const { canvas } = this.u.ctx;
    for (const layer of [this.#base, this.#top]) {
      layer.width = canvas.width;
      layer.height = canvas.height;
    }
    const { traces, part } = this.#input.scene();
    this.#draw(this.#base, traces);
    this.light();
    // What is on the canvas, for those who cannot see it: which part of x, and from which answer.
    const { x } = this.u.scales;
    Object.assign(this.#input.element.dataset, { drawnRange: `${x?.min} ${x?.max}`, drawnPart: part });
  }

  /** Lights one line and dims the others, without drawing those again. */
  light(): void {
    const { traces, highlighted } = this.#input.scene();
    const lit = highlighted === null ? [] : traces.filter(({ id }) => id === highlighted);
    this.#top.getContext("2d")?.clearRect(0, 0, this.#top.width, this.#top.height);
    const isDimmed = lit.length > 0 && traces.length > 1;
    this.#base.style.opacity = isDimmed ? DIMMED : "1";
    if (isDimmed) this.#draw(this.#top, lit);
  }

  /** The crosshair at a place of x; null takes it away. */
  pointAt(x: number | null): void {
    const left = x === null ? -10 : this.u.valToPos(x, "x");
    const isInside = left >= 0 && left <= this.u.over.clientWidth;
    this.u.setCursor({ left: isInside ? left : -10, top: isInside ? 0 : -10 }, false);
  }

  /** What is drawn as one picture on the panel's background. */
  toCanvas(title: string): HTMLCanvasElement {
    const { canvas } = this.u.ctx;
    const ratio = devicePixelRatio;
    const picture = document.createElement("canvas");
    const head = 28 * ratio;
    picture.width = canvas.width;
    picture.height = canvas.height + head;
    const context = picture.getContext("2d");
    if (!context) return picture;
    context.fillStyle = this.colourOf("--card");
    context.fillRect(0, 0, picture.width, picture.height);
    context.fillStyle = this.colourOf("--foreground");
    context.font = `600 ${13 * ratio}px ${getComputedStyle(this.#input.element).fontFamily}`;
    context.fillText(title, 12 * ratio, 18 * ratio);
    for (const layer of [canvas, this.#base, this.#top]) context.drawImage(layer, 0, head);
    return picture;
  }

  destroy(): void {
    this.u.destroy();
  }

  #draw(canvas: HTMLCanvasElement, traces: readonly Trace[]): void {
    const context = canvas.getContext("2d");
    if (!context) return;
    const { isLogX, isLogY } = this.#input;
    const { bbox, scales } = this.u;
    const { showsOriginal, showsBand } = this.#input.scene();
    const options: DrawOptions = {
      context,
      px: placer(scales.x, isLogX, bbox.left, bbox.left + bbox.width),
      py: placer(scales.y, isLogY, bbox.top + bbox.height, bbox.top),
      x: { min: scales.x?.min ?? 0, max: scales.x?.max ?? 1 },
      box: bbox,
      ratio: devicePixelRatio,
      colourOf: this.colourOf,
      showsOriginal,
      showsBand,
    };
    drawTraces(traces, options);
  }

  #options(): uPlot.Options {
    const { element, metric, height, axis, isLogX, isLogY } = this.#input;
    // Only bytes are cut otherwise than by powers of ten.
    const hasUnit = tickSteps(metric, 1) !== undefined;
    const look = {
      stroke: this.colourOf("--muted-foreground"),
      font: `11px ${getComputedStyle(element).fontFamily}`,
      grid: { stroke: this.colourOf("--border"), width: 1 },
      ticks: { show: false },
    };
    const labels = (u: uPlot, ticks: number[]) => {
      const span = (u.scales.x?.max ?? 0) - (u.scales.x?.min ?? 0);
      return ticks.map((tick) => (axis.kind === "step" && !Number.isInteger(tick) ? "" : xLabel(axis, tick, span)));
    };
    return {
      width: Math.max(element.clientWidth, 50),
      height,
      padding: [10, 14, 0, 0],
      legend: { show: false },
      cursor: this.#cursor(),
      scales: {
        x: { time: axis.kind === "time", auto: false, distr: isLogX ? 3 : 1, range: (_, min, max) => [min, max] },
        y: { auto: false, distr: isLogY ? 3 : 1, range: (_, min, max) => [min, max] },
      },
      axes: [
        // uPlot knows where to cut time of day; what is written there is ours.
        {
          ...look,
          size: 26,
          values: labels,
          ...(axis.kind === "time" ? { space: 90 } : {}),
          ...(axis.kind === "relative" ? { incrs: RELATIVE_STEPS } : {}),
        },
        {
          ...look,
          size: AXIS_WIDTH_PX,
          values: (_, ticks) => ticks.map((tick) => (tick == null ? "" : tickByName(metric, tick))),
          ...(hasUnit && !isLogY ? { incrs: (_: uPlot, __: number, ___: number, max: number) => tickSteps(metric, max) ?? [] } : {}),
        },
      ],
      series: [{}, { show: false }],
      hooks: {
        draw: [() => this.u && this.drawLines()],
        setCursor: [(u) => this.#pointerMoved(u)],
        setSelect: [(u) => this.#selected(u)],
      },
    };
  }

  #cursor(): uPlot.Cursor {
    return {
      y: false,
      points: { show: false },
      focus: { prox: -1 },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      bind: {
        mousedown: (u, _, handler) => (event) => {
          if (event.button !== 0) return null;
          if (event.shiftKey) return this.#pan(u, event);
          if (u.cursor.drag) u.cursor.drag.y = event.ctrlKey || event.metaKey || event.altKey;
          return handler(event);
        },
        dblclick: () => () => {
          this.#input.handlers().onReset();
          return null;
        },
      },
    };
  }

  #pointerMoved(u: uPlot): void {
    const { left = -1, top = -1, event } = u.cursor;
    if (left < 0 || top < 0 || !event) this.#input.handlers().onPointer(null);
    else this.#input.handlers().onPointer({ left, top, x: u.posToVal(left, "x"), y: u.posToVal(top, "y") });
  }

  #selected(u: uPlot): void {
    const { left, top, width, height } = u.select;
    if (width > 0) {
      const isBox = u.cursor.drag?.y === true && height > 0;
      const x = { min: u.posToVal(left, "x"), max: u.posToVal(left + width, "x") };
      const y = { min: u.posToVal(top + height, "y"), max: u.posToVal(top, "y") };
      this.#input.handlers().onZoom(x, isBox ? y : null);
    }
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  #pan(u: uPlot, event: MouseEvent): null {
    event.preventDefault();
    const start = event.clientX;
    const { isLogX } = this.#input;
    const of = isLogX ? Math.log10 : (v: number) => v;
    const back = isLogX ? (v: number) => 10 ** v : (v: number) => v;
    const [min, max] = [of(u.scales.x?.min ?? 0), of(u.scales.x?.max ?? 1)];
    const move = ({ clientX }: MouseEvent) => {
      const by = ((clientX - start) / u.over.clientWidth) * (max - min);
      this.#input.handlers().onZoom({ min: back(min - by), max: back(max - by) }, null);
    };
    const end = () => {
      document.removeEventListener("mousemove", move);
      document.removeEventListener("mouseup", end);
    };
    document.addEventListener("mousemove", move);
    document.addEventListener("mouseup", end);
    return null;
  }
}

/** A CSS colour as every program that opens a saved picture knows it: themes are written in spaces that many do not. */
function plainColour(colour: string): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d");
  if (!context) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
  return alpha === 255 ? `rgb(${red}, ${green}, ${blue})` : `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`;
}

/** From a value to its place on the canvas: plain arithmetic, as it is done for each point. */
function placer(scale: uPlot.Scale | undefined, isLog: boolean, from: number, to: number): (value: number) => number {
  const of = isLog ? Math.log10 : (v: number) => v;
  const min = of(scale?.min ?? 0);
  const factor = (to - from) / (of(scale?.max ?? 1) - min || 1);
  return isLog ? (value) => from + (Math.log10(value) - min) * factor : (value) => from + (value - min) * factor;
}
