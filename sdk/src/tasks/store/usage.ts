import { type TaskEnvironment, taskEnvironment } from "../environment.ts";
import { readCatalog } from "./catalog.ts";

export interface NamespaceUsage {
  readonly namespace: string;
  /** Complete tasks. */
  readonly tasks: number;
  readonly files: number;
  readonly sizeBytes: number;
}

/** What a store holds, in bytes. `sizeBytes` is the sum of the sizes of all files in its roots. */
export interface DiskUsage {
  /** Largest first. */
  readonly namespaces: readonly NamespaceUsage[];
  /** Files of no complete task: checkpoints, what dead processes left behind. */
  readonly other: { readonly files: number; readonly sizeBytes: number };
  readonly sizeBytes: number;
}

/** How much the outputs of each namespace take. */
export async function diskUsage(environment: TaskEnvironment = taskEnvironment()): Promise<DiskUsage> {
  const { entries, others } = await readCatalog(environment);
  const found = new Map<string, { namespace: string; tasks: number; files: number; sizeBytes: number }>();
  for (const { marker, files, sizeBytes } of entries) {
    const { namespace } = marker.task;
    const sum = found.get(namespace) ?? { namespace, tasks: 0, files: 0, sizeBytes: 0 };
    found.set(namespace, { namespace, tasks: sum.tasks + 1, files: sum.files + files.length, sizeBytes: sum.sizeBytes + sizeBytes });
  }
  const other = { files: others.length, sizeBytes: others.reduce((sum, { file }) => sum + file.sizeBytes, 0) };
  const namespaces = [...found.values()].sort((a, b) => b.sizeBytes - a.sizeBytes || (a.namespace < b.namespace ? -1 : 1));
  return { namespaces, other, sizeBytes: namespaces.reduce((sum, one) => sum + one.sizeBytes, other.sizeBytes) };
}
