import { expect, test } from "vitest";
import { FEATURE_COUNT, readPenguins, SPECIES, split } from "../../examples/penguins/data.ts";
import { createNetwork, createOptimizer, evaluate, gradient } from "../../examples/penguins/network.ts";
import { seededRandom } from "../../examples/penguins/random.ts";

test("the example reads 342 of the 344 penguins, and scales by the training part alone", () => {
  const all = readPenguins();
  expect(SPECIES.map((_, label) => all.filter((one) => one.label === label).length)).toEqual([151, 68, 123]);
  const { train, validation, test: rest } = split(all, seededRandom(1));
  expect([train.length, validation.length, rest.length]).toEqual([239, 52, 51]);
  for (let column = 0; column < 4; column++) {
    const values = train.map((one) => one.features[column] ?? 0);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0, 9);
    expect(values.reduce((sum, value) => sum + value ** 2, 0) / values.length).toBeCloseTo(1, 9);
  }
});

test("the example's gradient is the slope of its loss", () => {
  const random = seededRandom(7);
  const examples = split(readPenguins(), random).train.slice(0, 20);
  const network = createNetwork({ inputs: FEATURE_COUNT, hidden: 5, outputs: SPECIES.length }, random);
  const slopes = gradient(network, examples);
  const h = 1e-5;
  for (let i = 0; i < network.weights.length; i++) {
    const weight = network.weights[i] ?? 0;
    const lossAt = (value: number) => {
      network.weights[i] = value;
      return evaluate(network, examples).loss;
    };
    const slope = (lossAt(weight + h) - lossAt(weight - h)) / (2 * h);
    network.weights[i] = weight;
    expect(slopes[i]).toBeCloseTo(slope, 7);
  }
});

test.each([1, 2, 3, 4, 5])("the example's network learns (seed %i)", (seed) => {
  const random = seededRandom(seed);
  const data = split(readPenguins(), random);
  const network = createNetwork({ inputs: FEATURE_COUNT, hidden: 16, outputs: SPECIES.length }, random);
  const step = createOptimizer(network);
  expect(evaluate(network, data.train).accuracy).toBeLessThan(0.9);
  for (let i = 0; i < 200; i++) step(gradient(network, data.train), 0.05);
  expect(evaluate(network, data.test).accuracy).toBeGreaterThan(0.95);
});
