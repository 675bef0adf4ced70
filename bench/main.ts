import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A benchmark: `bench/NAME.bench.ts` exports one as `bench`. */
export interface Bench {
  readonly title: string;
  /** Runs it and returns rows of figures with their units in the keys. */
  run(): Promise<Record<string, string | number>[]>;
}

const folder = import.meta.dirname;
const asked = process.argv.slice(2);
const files = readdirSync(folder).filter(
  (name) => name.endsWith(".bench.ts") && (asked.length === 0 || asked.some((part) => name.includes(part))),
);
if (files.length === 0) {
  console.error(asked.length === 0 ? "There are no benchmarks yet." : `No benchmark is named ${asked.join(", ")}.`);
  process.exitCode = 1;
}
for (const file of files.sort()) {
  const { bench } = (await import(pathToFileURL(join(folder, file)).href)) as { bench: Bench };
  console.log(bench.title);
  console.table(await bench.run());
}
