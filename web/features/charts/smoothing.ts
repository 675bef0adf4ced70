export const SMOOTHINGS = ["none", "ema", "gaussian", "mean"] as const;
export type SmoothingKind = (typeof SMOOTHINGS)[number];

/** How a curve is smoothed; what `amount` means depends on the kind. */
export interface Smoothing {
  kind: SmoothingKind;
  /** EMA: weight 0…1. Gaussian: standard deviation in points. Running mean: width of the window in points. */
  amount: number;
}

/** What the slider of each kind can be set to. */
export const SMOOTHING_RANGES: Record<
  Exclude<SmoothingKind, "none">,
  { label: string; min: number; max: number; step: number; start: number }
> = {
  ema: { label: "Time-weighted EMA", min: 0, max: 0.999, step: 0.001, start: 0.6 },
  gaussian: { label: "Gaussian", min: 0, max: 100, step: 1, start: 5 },
  mean: { label: "Running mean", min: 1, max: 200, step: 1, start: 10 },
};

/** Distance on x after which an EMA's weight is applied once: a part of the whole range, so that zoom and density change nothing. */
const EMA_PARTS = 1_000;
/** Beyond this many standard deviations a Gaussian's weight is left out. */
const GAUSSIAN_REACH = 4;

/**
 * Values smoothed along x. What is no finite number stays as it is and has no weight.
 *
 * @param x of each value, in ascending order
 * @param range the whole length of x, for the EMA: that of the longest curve, so that curves of a panel are treated alike
 */
export function smoothed(x: readonly number[], y: readonly number[], { kind, amount }: Smoothing, range: number): number[] {
  if (kind === "ema") return amount > 0 ? ema(x, y, amount, range) : [...y];
  if (kind === "gaussian") return amount > 0 ? gaussian(y, amount) : [...y];
  if (kind === "mean") return amount > 1 ? runningMean(y, amount) : [...y];
  return [...y];
}

/**
 * The mean of all values up to each, where a value `d` back weighs `b^(d / (range / 1000))` with `b = sqrt(amount)`: points that lie
 * close together count as little as they take room, and the start is not drawn towards zero.
 */
function ema(x: readonly number[], y: readonly number[], amount: number, range: number): number[] {
  const base = Math.min(Math.sqrt(amount), 0.9995);
  const unit = range > 0 ? range / EMA_PARTS : 1;
  const out: number[] = [];
  let [sum, weight, before] = [0, 0, 0];
  for (let i = 0; i < y.length; i++) {
    const value = y[i] as number;
    if (!Number.isFinite(value)) {
      out.push(value);
      continue;
    }
    const at = x[i] as number;
    const fade = weight === 0 ? 0 : base ** (Math.max(0, at - before) / unit);
    sum = sum * fade + value;
    weight = weight * fade + 1;
    before = at;
    out.push(sum / weight);
  }
  return out;
}

/** The mean of the neighbours, weighted by a bell curve over the distance in points. */
function gaussian(y: readonly number[], deviation: number): number[] {
  const reach = Math.ceil(deviation * GAUSSIAN_REACH);
  const weights = Array.from({ length: reach + 1 }, (_, d) => Math.exp(-(d * d) / (2 * deviation * deviation)));
  return y.map((value, i) => {
    if (!Number.isFinite(value)) return value;
    let [sum, weight] = [0, 0];
    for (let j = Math.max(0, i - reach); j <= Math.min(y.length - 1, i + reach); j++) {
      const near = y[j] as number;
      if (!Number.isFinite(near)) continue;
      const w = weights[Math.abs(i - j)] as number;
      sum += w * near;
      weight += w;
    }
    return sum / weight;
  });
}

/** The mean of a window around each value: half of it before, half after, less at the ends. */
function runningMean(y: readonly number[], width: number): number[] {
  const before = Math.floor((width - 1) / 2);
  const after = Math.ceil((width - 1) / 2);
  const sums = [0];
  const counts = [0];
  for (const value of y) {
    const isNumber = Number.isFinite(value);
    sums.push((sums.at(-1) as number) + (isNumber ? value : 0));
    counts.push((counts.at(-1) as number) + Number(isNumber));
  }
  return y.map((value, i) => {
    if (!Number.isFinite(value)) return value;
    const from = Math.max(0, i - before);
    const to = Math.min(y.length, i + after + 1);
    return ((sums[to] as number) - (sums[from] as number)) / ((counts[to] as number) - (counts[from] as number));
  });
}
