import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Reporter, SerializedError, TestModule } from "vitest/node";
import { buildDir } from "../stack/paths.ts";

/** Counts of a test run. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Where the counts of the last run lie, for `npm test`. */
export const resultPath: string = join(buildDir, "test-result.json");

/** Writes the counts; a file that could not be loaded and an error outside tests count as failures. */
export class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const counts: Counts = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      let inside = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "pending") counts.failed++;
        else counts[state]++;
        if (state === "failed") inside++;
      }
      if (module.state() === "failed" && inside === 0) counts.failed++;
    }
    mkdirSync(buildDir, { recursive: true });
    writeFileSync(resultPath, JSON.stringify(counts));
  }
}
