import { readFileSync } from "node:fs";
import { shuffled } from "./random.ts";

export const SPECIES = ["Adelie", "Chinstrap", "Gentoo"] as const;
const MEASURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"] as const;
const ISLANDS = ["Biscoe", "Dream", "Torgersen"] as const;
const SEXES = ["female", "male"] as const;

/** Numbers that describe one penguin. */
export const FEATURE_COUNT = MEASURES.length + ISLANDS.length + SEXES.length;

/** The table that everything is made from. */
export const PENGUINS_FILE: URL = new URL("./penguins.csv", import.meta.url);

export interface Example {
  features: number[];
  /** Index in SPECIES. */
  label: number;
}

export interface Split {
  train: Example[];
  validation: Example[];
  test: Example[];
}

/**
 * Reads penguins.csv. Two rows without any measurement are dropped. Where only the sex is missing (nine rows) both of its features
 * stay 0: the measurements still say a lot.
 */
export function readPenguins(): Example[] {
  const [header = "", ...lines] = readFileSync(PENGUINS_FILE, "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  const labels: readonly string[] = SPECIES;
  return lines.flatMap((line) => {
    const cells = line.split(",");
    const cell = (name: string) => cells[names.indexOf(name)] ?? "NA";
    const measures = MEASURES.map((name) => Number(cell(name)));
    if (measures.some(Number.isNaN)) return [];
    const isIsland = ISLANDS.map((island) => Number(cell("island") === island));
    const isSex = SEXES.map((sex) => Number(cell("sex") === sex));
    return [{ features: [...measures, ...isIsland, ...isSex], label: labels.indexOf(cell("species")) }];
  });
}

/** 70 % to train, 15 % to validate, 15 % to test; each measurement scaled to mean 0 and deviation 1 of the training part alone. */
export function split(examples: readonly Example[], random: () => number): Split {
  const all = shuffled(examples, random);
  const cuts = [Math.round(all.length * 0.7), Math.round(all.length * 0.85)] as const;
  const train = all.slice(0, cuts[0]);
  const scales = MEASURES.map((_, column) => {
    const values = train.map((example) => example.features[column] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return { mean, deviation };
  });
  const scaled = ({ features, label }: Example): Example => ({
    label,
    features: features.map((value, column) => {
      const scale = scales[column];
      return scale ? (value - scale.mean) / scale.deviation : value;
    }),
  });
  return { train: train.map(scaled), validation: all.slice(cuts[0], cuts[1]).map(scaled), test: all.slice(cuts[1]).map(scaled) };
}
