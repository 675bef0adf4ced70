import { readFileTotals } from "../artifacts/store.ts";
import { countLines } from "../logs/store.ts";

/** How much of what other areas keep belongs to a run. */
export interface RunCounts {
  line_count: number;
  artifact_count: number;
  artifact_bytes: number;
}

/** Lines and artifacts of a run; each is asked of the area that keeps them. */
export function countOfRun(sql: SqlStorage, runNumber: number): RunCounts {
  return { line_count: countLines(sql, runNumber), ...readFileTotals(sql, runNumber) };
}
