/**
 * Inserts tasks as they were registered once more, under other ids: row by row into the same tables with the same indexes, and nothing else.
 * That is the least that registering could cost.
 */
export function copyTasks(sql: SqlStorage, suffix: string): number {
  const tasks = sql.exec<Record<string, SqlStorageValue>>("SELECT * FROM tasks ORDER BY number").toArray();
  const params = sql.exec<{ task: number; params: string; unhashed: string | null }>("SELECT * FROM task_params").toArray();
  const edges = sql.exec<{ task: number; dependency: number; place: number }>("SELECT task, dependency, place FROM task_edges").toArray();
  const fields = sql.exec<{ path: number; value: SqlStorageValue; task: number }>("SELECT path, value, task FROM task_fields").toArray();
  const first = Number(tasks[0]?.number ?? 0);
  const offset = Number(tasks.at(-1)?.number ?? 0) - first + 1;
  const insertTask = `INSERT INTO tasks (number, id, type_id, schema_hash, module, label, tags, dependency_count, created_by, created_at, updated_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  for (const row of tasks) {
    const id = `${String(row.id).slice(0, -suffix.length)}${suffix}`;
    const { type_id, schema_hash, module, label, tags, dependency_count, created_by, created_at, updated_at } = row;
    const rest = [type_id, schema_hash, module, label, tags, dependency_count, created_by, created_at, updated_at] as SqlStorageValue[];
    sql.exec(insertTask, Number(row.number) + offset, id, ...rest);
  }
  for (const row of params) sql.exec("INSERT INTO task_params VALUES (?, ?, ?)", row.task + offset, row.params, row.unhashed);
  for (const row of edges) sql.exec("INSERT INTO task_edges VALUES (?, ?, ?, 0)", row.task + offset, row.dependency + offset, row.place);
  for (const row of fields) sql.exec("INSERT INTO task_fields VALUES (?, ?, ?)", row.path, row.value, row.task + offset);
  return tasks.length;
}
