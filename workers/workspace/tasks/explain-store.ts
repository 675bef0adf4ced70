import { SELECT_TASK, type TaskRow } from "./store.ts";

/** Tasks of a type, of any version, that have an output, the newest first. */
export const readComparable = (
  sql: SqlStorage,
  { namespace, name }: { namespace: string; name: string },
  except: number,
  limit: number,
): (TaskRow & { params: string })[] =>
  sql
    .exec<TaskRow & { params: string }>(
      `${SELECT_TASK.replace("tasks.*", "tasks.*, params")} JOIN task_params ON task = tasks.number
       WHERE type_id IN (SELECT id FROM task_types WHERE namespace = ? AND name = ?) AND result = 'success' AND deleted_at IS NULL
         AND tasks.number <> ? ORDER BY tasks.number DESC LIMIT ?`,
      namespace,
      name,
      except,
      limit,
    )
    .toArray();
