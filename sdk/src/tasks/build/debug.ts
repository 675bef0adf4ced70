import type { TaskEnvironment } from "../environment.ts";
import type { Storage } from "../types.ts";

/** Reads what is complete in one environment and keeps everything new in the other. */
export function debugEnvironment(real: TaskEnvironment, memory: TaskEnvironment): TaskEnvironment {
  return {
    ledger: memory.ledger,
    spec: null,
    async storage(root) {
      return overlay(await real.storage(root), await memory.storage(root));
    },
  };
}

function overlay(below: Storage, above: Storage): Storage {
  const removed = new Set<string>();
  const isRemoved = (path: string) => [...removed].some((gone) => path === gone || path.startsWith(`${gone}/`));
  return {
    uri: above.uri,
    stat: async (path) => (await above.stat(path)) ?? (isRemoved(path) ? null : below.stat(path)),
    read: async (path) => (await above.read(path)) ?? (isRemoved(path) ? null : below.read(path)),
    write: (path, bytes) => above.write(path, bytes),
    create: async (path, bytes) => (!isRemoved(path) && (await below.stat(path)) ? false : above.create(path, bytes)),
    async *list(folder) {
      const seen = new Set<string>();
      for await (const object of above.list(folder)) {
        seen.add(object.path);
        yield object;
      }
      for await (const object of below.list(folder)) if (!seen.has(object.path) && !isRemoved(object.path)) yield object;
    },
    async remove(path) {
      removed.add(path);
      await above.remove(path);
    },
    uriOf: (path) => above.uriOf(path),
  };
}
