import type { Example } from "./data.ts";
import { gaussian } from "./random.ts";

/** Sizes of a network with one hidden layer. */
export interface Shape {
  inputs: number;
  hidden: number;
  outputs: number;
}

/**
 * A network with one hidden layer of tanh units and a softmax on top. All weights lie in one array: per hidden unit its inputs and
 * its bias, then per class its hidden units and its bias.
 */
export interface Network {
  shape: Shape;
  weights: Float64Array;
}

/** A network with small random weights (Glorot), so that no unit starts out saturated. */
export function createNetwork(shape: Shape, random: () => number): Network {
  const { inputs, hidden, outputs } = shape;
  const weights = new Float64Array(hidden * (inputs + 1) + outputs * (hidden + 1));
  const first = hidden * (inputs + 1);
  for (let i = 0; i < weights.length; i++) {
    const [width, spread] = i < first ? [inputs + 1, inputs + hidden] : [hidden + 1, hidden + outputs];
    const isBias = (i < first ? i : i - first) % width === width - 1;
    weights[i] = isBias ? 0 : gaussian(random) * Math.sqrt(2 / spread);
  }
  return { shape, weights };
}

/** What the hidden units say, and how probable each class is. */
function forward({ shape, weights }: Network, features: readonly number[]): { hidden: number[]; probabilities: number[] } {
  const layer = (from: readonly number[], count: number, offset: number) =>
    Array.from({ length: count }, (_, unit) => {
      const at = offset + unit * (from.length + 1);
      return from.reduce((sum, value, i) => sum + value * (weights[at + i] ?? 0), weights[at + from.length] ?? 0);
    });
  const hidden = layer(features, shape.hidden, 0).map(Math.tanh);
  const scores = layer(hidden, shape.outputs, shape.hidden * (shape.inputs + 1));
  // Taking the largest away keeps exp() in range and changes nothing else.
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return { hidden, probabilities: powers.map((power) => power / total) };
}

const best = (probabilities: readonly number[]): number => probabilities.indexOf(Math.max(...probabilities));

/** How often examples of each class (rows) were taken for each class (columns). */
export function confusion(network: Network, examples: readonly Example[]): number[][] {
  const { outputs } = network.shape;
  const counts = Array.from({ length: outputs }, () => new Array<number>(outputs).fill(0));
  for (const { features, label } of examples) {
    const row = counts[label] ?? [];
    const guess = best(forward(network, features).probabilities);
    row[guess] = (row[guess] ?? 0) + 1;
  }
  return counts;
}

/** Mean cross-entropy (in nats) and share of examples whose most probable class is the right one. */
export function evaluate(network: Network, examples: readonly Example[]): { loss: number; accuracy: number } {
  let loss = 0;
  let hits = 0;
  for (const { features, label } of examples) {
    const { probabilities } = forward(network, features);
    loss -= Math.log(Math.max(probabilities[label] ?? 0, 1e-300));
    if (best(probabilities) === label) hits++;
  }
  return { loss: loss / examples.length, accuracy: hits / examples.length };
}

/** Gradient of the mean cross-entropy over some examples, by backpropagation. */
export function gradient(network: Network, examples: readonly Example[]): Float64Array {
  const { inputs, hidden: hiddenCount } = network.shape;
  const sum = new Float64Array(network.weights.length);
  const first = hiddenCount * (inputs + 1);
  const add = (at: number, from: readonly number[], slope: number) => {
    for (let i = 0; i <= from.length; i++) sum[at + i] = (sum[at + i] ?? 0) + (slope * (from[i] ?? 1)) / examples.length;
  };
  for (const { features, label } of examples) {
    const { hidden, probabilities } = forward(network, features);
    // Softmax and cross-entropy together: the slope of a score is its probability, less one for the right class.
    const slopes = probabilities.map((probability, output) => probability - Number(output === label));
    slopes.forEach((slope, output) => {
      add(first + output * (hiddenCount + 1), hidden, slope);
    });
    hidden.forEach((value, unit) => {
      const back = slopes.reduce(
        (total, slope, output) => total + slope * (network.weights[first + output * (hiddenCount + 1) + unit] ?? 0),
        0,
      );
      add(unit * (inputs + 1), features, back * (1 - value * value));
    });
  }
  return sum;
}

/** Gradient descent with momentum: one step changes the weights in place. */
export function createOptimizer(network: Network, momentum = 0.9): (slopes: Float64Array, learningRate: number) => void {
  const speed = new Float64Array(network.weights.length);
  return (slopes, learningRate) => {
    for (let i = 0; i < speed.length; i++) {
      speed[i] = momentum * (speed[i] ?? 0) - learningRate * (slopes[i] ?? 0);
      network.weights[i] = (network.weights[i] ?? 0) + (speed[i] ?? 0);
    }
  };
}
