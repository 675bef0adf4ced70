// Trains a small network to tell three species of penguins apart, and logs how it learns.
//   node examples/penguins/train.ts --learning-rate 0.05 --steps 400 --hidden 16 --seed 1 --pause-ms 15
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { cairn } from "@cairn/sdk";
import { type Example, FEATURE_COUNT, PENGUINS_FILE, readPenguins, SPECIES, split } from "./data.ts";
import { confusion, createNetwork, createOptimizer, evaluate, gradient } from "./network.ts";
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
    group: { type: "string" },
  },
});

/** A flag as a number within bounds. */
function number(flag: Exclude<keyof typeof values, "name" | "group">, min: number, max: number, isWhole = true): number {
  const value = Number(values[flag]);
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value;
  console.error(`--${flag} must be a ${isWhole ? "whole " : ""}number from ${min} to ${max}, not ${values[flag]}`);
  process.exit(2);
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

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
  group: values.group,
  params: {
    learning_rate: peakRate,
    steps,
    batch_size: batchSize,
    seed,
    model: { hidden, layers: 1, activation: "tanh" },
    optimizer: { name: "gradient descent", momentum: 0.9 },
    rows: { train: data.train.length, validation: data.validation.length, test: data.test.length },
  },
  inputs: [{ name: "palmerpenguins", kind: "dataset", uri: PENGUINS_FILE.href, digest: sha256(readFileSync(PENGUINS_FILE)) }],
  tags: { dataset: "palmerpenguins", task: "classification" },
});
console.log(`Run ${run.name}: ${run.url}`);

/** Which species is taken for which, as a table. */
const confusionTable = (examples: readonly Example[]) =>
  confusion(network, examples).map((row, i) => ({
    species: SPECIES[i],
    ...Object.fromEntries(row.map((count, j) => [SPECIES[j], count])),
  }));

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
  if (i % 100 === 0) {
    console.log(`Step ${i}: loss ${train.loss.toFixed(4)}, validation accuracy ${(100 * validation.accuracy).toFixed(1)} %`);
    void run.table("validation/confusion", confusionTable(data.validation));
  }
  await pause(pauseMs);
}

if (run.signal.aborted) {
  console.log(`Stopped: ${run.signal.reason.message}`);
  await run.finish();
} else {
  const test = evaluate(network, data.test);
  run.log({ "test/loss": test.loss, "test/accuracy": test.accuracy }, { step: steps });
  run.summary({ test: { accuracy: test.accuracy, loss: test.loss } });
  void run.table("test/confusion", confusionTable(data.test));
  const weights = { ...network.shape, species: SPECIES, weights: [...network.weights] };
  void run.artifact(new TextEncoder().encode(JSON.stringify(weights)), { path: "model/weights.json" });
  const percent = (100 * test.accuracy).toFixed(1);
  console.log(`Test accuracy ${percent} % on ${data.test.length} penguins that it had not seen, after ${steps} steps.`);
  await run.finish();
}
