/** Numbers of one stump: which feature, the threshold, and what is added to the score at or below it and above it. */
const WIDTH = 4;

/** Boosted stumps as a table of rounds × 4 numbers; the first row's last two hold the score that all begin with. */
export interface Stumps {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));

interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly left: number;
  readonly right: number;
}

/** Damps the steps of leaves with little weight (λ of XGBoost's objective). */
const LAMBDA = 1;

/**
 * Gradient boosting of depth-one trees on the logistic loss with second-order steps (Friedman 2001; Chen & Guestrin 2016, eq. 5–7). It draws
 * nothing at random, so the same rows give the same stumps.
 */
export function boost(
  features: readonly Float64Array[],
  labels: Float64Array,
  { rounds, rate, onRound }: { rounds: number; rate: number; onRound?: (round: number) => void },
): Stumps {
  const count = labels.length;
  const share = labels.reduce((sum, label) => sum + label, 0) / count;
  const first = Math.log(share / (1 - share));
  const scores = new Float64Array(count).fill(first);
  const orders = features.map((column) => Uint32Array.from(column.keys()).sort((a, b) => (column[a] ?? 0) - (column[b] ?? 0) || a - b));
  const data = new Float64Array((rounds + 1) * WIDTH);
  data.set([-1, 0, first, first]);
  for (let round = 1; round <= rounds; round++) {
    const gradients = scores.map((score, i) => (labels[i] ?? 0) - sigmoid(score));
    const weights = scores.map((score) => sigmoid(score) * (1 - sigmoid(score)));
    const { feature, threshold, left, right } = bestSplit(features, orders, gradients, weights);
    data.set([feature, threshold, rate * left, rate * right], round * WIDTH);
    const column = features[feature] ?? new Float64Array();
    for (let i = 0; i < count; i++) scores[i] = (scores[i] ?? 0) + rate * ((column[i] ?? 0) <= threshold ? left : right);
    onRound?.(round);
  }
  return { data, shape: [rounds + 1, WIDTH] };
}

function bestSplit(
  features: readonly Float64Array[],
  orders: readonly Uint32Array[],
  gradients: Float64Array,
  weights: Float64Array,
): Split {
  const allGradient = gradients.reduce((sum, value) => sum + value, 0);
  const allWeight = weights.reduce((sum, value) => sum + value, 0);
  let best: Split = { feature: 0, threshold: Number.POSITIVE_INFINITY, left: allGradient / (allWeight + LAMBDA), right: 0 };
  let bestGain = allGradient ** 2 / (allWeight + LAMBDA);
  for (const [feature, order] of orders.entries()) {
    const column = features[feature] ?? new Float64Array();
    let gradient = 0;
    let weight = 0;
    for (let k = 0; k + 1 < order.length; k++) {
      const i = order[k] ?? 0;
      gradient += gradients[i] ?? 0;
      weight += weights[i] ?? 0;
      const here = column[i] ?? 0;
      const next = column[order[k + 1] ?? 0] ?? 0;
      if (here === next) continue;
      const gain = gradient ** 2 / (weight + LAMBDA) + (allGradient - gradient) ** 2 / (allWeight - weight + LAMBDA);
      if (gain <= bestGain) continue;
      bestGain = gain;
      const left = gradient / (weight + LAMBDA);
      const right = (allGradient - gradient) / (allWeight - weight + LAMBDA);
      best = { feature, threshold: (here + next) / 2, left, right };
    }
  }
  return best;
}

/** Probability that it rains tomorrow, for each example. */
export function predict({ data, shape }: Stumps, features: readonly Float64Array[]): Float64Array {
  const count = features[0]?.length ?? 0;
  const scores = new Float64Array(count).fill(data[2] ?? 0);
  for (let round = 1; round < (shape[0] ?? 0); round++) {
    const [feature = 0, threshold = 0, left = 0, right = 0] = data.subarray(round * WIDTH, (round + 1) * WIDTH);
    const column = features[feature] ?? new Float64Array();
    for (let i = 0; i < count; i++) scores[i] = (scores[i] ?? 0) + ((column[i] ?? 0) <= threshold ? left : right);
  }
  return scores.map(sigmoid);
}

/** How good probabilities are. `log_loss` in nats; `brier` is the mean squared error. */
export interface Metrics {
  readonly examples: number;
  readonly accuracy: number;
  readonly log_loss: number;
  readonly brier: number;
  /** Accuracy of saying each day what is more common. */
  readonly baseline: number;
}

export function metricsOf(probabilities: Float64Array, labels: Float64Array): Metrics {
  const count = labels.length;
  const mean = (of: (p: number, label: number) => number): number =>
    probabilities.reduce((sum, p, i) => sum + of(p, labels[i] ?? 0), 0) / count;
  const share = mean((_, label) => label);
  return {
    examples: count,
    accuracy: mean((p, label) => Number(p >= 0.5 === (label === 1))),
    log_loss: mean((p, label) => -Math.log(label === 1 ? p : 1 - p)),
    brier: mean((p, label) => (p - label) ** 2),
    baseline: Math.max(share, 1 - share),
  };
}
