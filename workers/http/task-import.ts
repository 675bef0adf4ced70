import { TASK_ASSET_MAX_BYTES, TaskAssetName, TaskExportLine, type TaskParams } from "@cairn/sdk/schema";
import { Fault } from "../shared/errors.ts";
import type { ImportInput } from "../workspace/tasks/import.ts";
import { invalidInput } from "./router.ts";
import { fieldsBelow } from "./task-fields.ts";
import { checkTask, linesOf, parseJson, requireFewer } from "./task-lines.ts";

/** An export's lines as the object takes them. Throws `invalid_request` naming the line, `payload_too_large`. */
export function readImport(text: string): ImportInput {
  const tasks: ImportInput["tasks"][number][] = [];
  const states: ImportInput["states"][number][] = [];
  const assets: ImportInput["assets"][number][] = [];
  for (const [i, line] of linesOf(text).entries()) {
    const path = `body.${i}`;
    const parsed = TaskExportLine.safeParse(parseJson(line, path));
    if (!parsed.success) throw invalidInput(path, parsed.error.issues);
    const { data } = parsed;
    if (data.kind === "task") {
      requireFewer(tasks.length);
      tasks.push(checkTask(data.task, `${path}.task`));
      states.push({ task: data.task.id, result: data.result, attempts: data.attempts });
    }
    if (data.kind === "asset") assets.push(checkAsset(data, path));
  }
  return { tasks, states, assets };
}

function checkAsset(
  { task, name, asset_kind: kind, content }: Extract<TaskExportLine, { kind: "asset" }>,
  path: string,
): ImportInput["assets"][number] {
  const named = TaskAssetName.safeParse(name);
  if (!named.success) throw invalidInput(`${path}.name`, named.error.issues);
  if (kind === "markdown" && typeof content !== "string") throw invalidInput(`${path}.content`, [{ path: [], message: "must be a text" }]);
  const text = kind === "json" ? (JSON.stringify(content) ?? "null") : String(content);
  if (new TextEncoder().encode(text).length > TASK_ASSET_MAX_BYTES)
    throw new Fault("payload_too_large", `${path}.content: a report may have at most ${TASK_ASSET_MAX_BYTES} bytes`);
  return { task, name, kind, content: text, fields: kind === "json" ? assetFields(name, content as TaskParams) : [] };
}

/** What a search finds a task by because of a report. */
export const assetFields = (name: string, content: TaskParams) => fieldsBelow(`asset.${name}`, content ?? null);
