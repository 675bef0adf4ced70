// Trains a small network to tell three species of penguins apart, and logs how it learns.
//   node examples/penguins/train.ts --learning-rate 0.05 --steps 400 --hidden 16 --seed 1 --pause-ms 15
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { cairn } from "@cairn/sdk";
import { FEATURE_COUNT, readPenguins, SPECIES, split } from "./data.ts";
import { createNetwork, createOptimizer, evaluate, gradient } from "./network.ts";
import { seededRandom, shuffled } from "./random.ts";

const { values } = parseArgs({
  options: {
    "learning-rate": { type: "string", default: "0.05" },
    steps: { type: "string", default: "400" },
    hidden: { type: "string", default: "16" },
    "batch-size": { type: "string", default: "32" },
    seed: { type: "string", default: "1" },
    // The training itself takes a second; pauses make it last long enough to be watched.
    "pause-ms": { type: "string", default: "15" },
    name: { type: "string" },
  },
});

/** A flag as a number within bounds. */
function number(flag: Exclude<keyof typeof values, "name">, min: number, max: number, isWhole = true): number {
  const value = Number(values[flag]);
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value;
  console.error(`--${flag} must be a ${isWhole ? "whole " : ""}number from ${min} to ${max}, not ${values[flag]}`);
  process.exit(2);
}

const peakRate = number("learning-rate", 1e-6, 10, false);
const steps = number("steps", 1, 1_000_000);
const hidden = number("hidden", 1, 1_000);
const batchSize = number("batch-size", 1, 1_000);
const seed = number("seed", 0, 2 ** 32 - 1);
const pauseMs = number("pause-ms", 0, 60_000);

const random = seededRandom(seed);
const data = split(readPenguins(), random);
const network = createNetwork({ inputs: FEATURE_COUNT, hidden, outputs: SPECIES.length }, random);
const step = createOptimizer(network);

const run = await cairn.run({
  experiment: "penguins",
  name: values.name,
  params: {
    learning_rate: peakRate,
    steps,
    hidden,
    batch_size: batchSize,
    seed,
    model: "one hidden layer, tanh",
    optimizer: "gradient descent, momentum 0.9",
    train_rows: data.train.length,
    validation_rows: data.validation.length,
    test_rows: data.test.length,
  },
  tags: { dataset: "palmerpenguins", task: "classification" },
});
console.log(`Run ${run.name}: ${run.url}`);

let queue = shuffled(data.train, random);
for (let i = 0; i < steps && !run.signal.aborted; i++) {
  // Half a cosine from the full rate down to nothing, so that the last steps settle.
  const learningRate = (peakRate / 2) * (1 + Math.cos((Math.PI * i) / steps));
  if (queue.length < batchSize) queue = [...queue, ...shuffled(data.train, random)];
  step(gradient(network, queue.splice(0, batchSize)), learningRate);

  const train = evaluate(network, data.train);
  const validation = evaluate(network, data.validation);
  run.log(
    {
      "train/loss": train.loss,
      "train/accuracy": train.accuracy,
      "validation/loss": validation.loss,
      "validation/accuracy": validation.accuracy,
      learning_rate: learningRate,
    },
    { step: i },
  );
  await pause(pauseMs);
}

if (run.signal.aborted) {
  console.log(`Stopped: ${run.signal.reason.message}`);
  await run.finish();
} else {
  const test = evaluate(network, data.test);
  run.log({ "test/loss": test.loss, "test/accuracy": test.accuracy }, { step: steps });
  await run.finish();
  const percent = (100 * test.accuracy).toFixed(1);
  console.log(`Test accuracy ${percent} % on ${data.test.length} penguins that it had not seen, after ${steps} steps.`);
}
