import type { Cairn } from "../../client.ts";
import type { TaskExportLine } from "../../schema/index.ts";
import { taskById } from "../declare/revive.ts";
import type { AnyTask, Json, TaskJson } from "../types.ts";

/**
 * A task of a workspace by its id, or by the first 8 digits of it or more, with all that it needs: to load its output, or compute it, here.
 * @throws TaskError when this program does not declare one of the types; CairnError `not_found` and others of the API
 *
 * @example
 * import "./tasks.ts"; // declares the types
 * const report = await fetchTask(new Cairn(), "3f2a9c01");
 * console.log(await build([report]));
 */
export async function fetchTask(cairn: Cairn, id: string): Promise<AnyTask> {
  const whole = id.length === 64 ? id : (await cairn.tasks.get(id)).id;
  const exported = await cairn.tasks.export({ tasks: [whole], events: false, assets: false });
  const words = new Map<string, TaskJson>();
  for (const text of (await exported.text()).split("\n")) {
    const line: TaskExportLine | null = text === "" ? null : JSON.parse(text);
    if (line?.kind === "task") words.set(line.task.id, jsonOf(line.task));
  }
  return taskById(whole, async (ids) => ids.flatMap((one) => words.get(one) ?? []));
}

type Exported = Extract<TaskExportLine, { kind: "task" }>["task"];

/** What it turned out to need while it ran is no part of what it is, and need not be declared here. */
function jsonOf({ id, namespace, name, version, params, schema_hash, dependencies, unhashed }: Exported): TaskJson {
  const text = JSON.stringify(params);
  return {
    ...{ id, namespace, name, version, params: params as Json, schema_hash },
    dependencies: dependencies.filter((need) => text.includes(need)),
    ...(unhashed ? { unhashed: unhashed as { [name: string]: Json } } : {}),
  };
}
