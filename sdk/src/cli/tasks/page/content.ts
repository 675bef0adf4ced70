import type { TaskExportLine } from "../../../schema/task-graphs.ts";
import { type TypeManifest, typeOf } from "../view.ts";

type TaskLine = Extract<TaskExportLine, { kind: "task" }>;

/** A task with all that the page tells of it. */
export interface PageTask {
  readonly line: TaskLine;
  readonly type: string;
  readonly reports: readonly { readonly name: string; readonly text: string }[];
  /** Ids of those that need it. */
  readonly dependents: readonly string[];
  readonly last: TaskLine["attempts"][number] | null;
  readonly output: TaskLine["attempts"][number]["output"];
}

const RESULTS = ["success", "failed", "incomplete", "absent"] as const;
type Result = (typeof RESULTS)[number];

/** A type, of stored tasks or declared. */
export interface PageType {
  readonly name: string;
  readonly doc: string | null;
  readonly counts: { readonly [result in Result]: number };
  readonly sizeBytes: number;
}

export interface PageContent {
  readonly tasks: ReadonlyMap<string, PageTask>;
  readonly types: readonly PageType[];
}

/** What lines of an export, and types that are declared, make together. What is told twice counts once. */
export function contentOf(lines: Iterable<TaskExportLine>, declared: readonly TypeManifest[]): PageContent {
  const found = new Map<string, TaskLine>();
  const reports = new Map<string, Map<string, string>>();
  for (const line of lines) {
    if (line.kind === "task") found.set(line.task.id, line);
    else if (line.kind === "asset") {
      const text = typeof line.content === "string" ? line.content : JSON.stringify(line.content, null, 2);
      reports.set(line.task, (reports.get(line.task) ?? new Map()).set(line.name, text));
    }
  }
  const dependents = new Map<string, string[]>();
  for (const { task } of found.values())
    for (const need of task.dependencies) dependents.set(need, [...(dependents.get(need) ?? []), task.id]);
  const tasks = new Map<string, PageTask>();
  const types = new Map<string, { doc: string | null; counts: Record<Result, number>; sizeBytes: number }>();
  const typeNamed = (name: string) => {
    const known = types.get(name) ?? { doc: null, counts: { success: 0, failed: 0, incomplete: 0, absent: 0 }, sizeBytes: 0 };
    types.set(name, known);
    return known;
  };
  for (const one of declared) typeNamed(typeOf(one)).doc = one.doc ?? null;
  for (const [id, line] of found) {
    const { task, result, attempts } = line;
    const output = result === "success" ? (attempts.findLast((one) => one.output !== null)?.output ?? null) : null;
    const type = typeNamed(typeOf(task));
    type.counts[result] += 1;
    type.sizeBytes += output?.size_bytes ?? 0;
    tasks.set(id, {
      ...{ line, output, type: typeOf(task), last: attempts.at(-1) ?? null, dependents: dependents.get(id) ?? [] },
      reports: [...(reports.get(id) ?? [])].map(([name, text]) => ({ name, text })),
    });
  }
  const sorted = [...types].sort(([a], [b]) => (a < b ? -1 : 1));
  return { tasks, types: sorted.map(([name, facts]) => ({ name, ...facts })) };
}
