import { EXPORTED_ATTEMPTS_MAX, type ExportedAttempt } from "../../schema/task-events.ts";
import type { TaskExportLine } from "../../schema/task-graphs.ts";
import type { TaskEnvironment } from "../environment.ts";
import { attemptsOf, resultOf, type TaskEvent } from "../ledger/ledger.ts";
import type { Registration } from "../ledger/registry.ts";
import type { DoneMarker } from "../types.ts";

/** All that is known of a task, as lines of the API's export: itself with its attempts, then its reports. `marker`: of its output, if it is there. */
export async function linesOf(json: Registration, marker: DoneMarker | null, { ledger }: TaskEnvironment): Promise<TaskExportLine[]> {
  const events = await ledger.history(json.id);
  const known = resultOf(events);
  const result = marker ? "success" : known === "success" ? "absent" : known;
  const { tags, ...words } = json;
  const task = { ...words, dependencies: [...json.dependencies], ...(tags ? { tags: { ...tags } } : {}) };
  const lines: TaskExportLine[] = [{ kind: "task", task, result, attempts: attemptsIn(events, marker).slice(-EXPORTED_ATTEMPTS_MAX) }];
  for (const { name, format, text } of await ledger.reports(json.id)) {
    const content = format === "json" ? JSON.parse(text) : text;
    lines.push({ kind: "asset", task: json.id, name, asset_kind: format, content });
  }
  return lines;
}

const attemptsIn = (events: readonly TaskEvent[], marker: DoneMarker | null): ExportedAttempt[] =>
  attemptsOf(events, marker).map(({ number, status, startedAt, endedAt, host, pid, error, resources }) => ({
    number,
    status,
    started_at: startedAt,
    finished_at: endedAt,
    owner: host !== null && pid !== null ? { host, pid } : null,
    error,
    output: events.find(({ type, attempt }) => type === "succeeded" && attempt === number)?.output ?? null,
    resources,
  }));
