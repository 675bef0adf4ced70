import { TASK_FIELD_TEXT_MAX } from "@cairn/sdk/schema";
import { insertMany } from "./bulk-store.ts";
import { PATHS_MAX } from "./limits.ts";

/** A field of a task: its path and a number or a text. */
export type Field = readonly [path: string, value: string | number];

/** A value as a search sees it: of a long text the beginning. */
export const searchable = (value: string | number): string | number =>
  typeof value === "string" ? value.slice(0, TASK_FIELD_TEXT_MAX) : value;

/** Writes fields of tasks within one transaction: they are stored by `flush`. */
export class FieldWriter {
  readonly #sql: SqlStorage;
  readonly #ids = new Map<string, number | null>();
  readonly #ofTypes = new Map<string, readonly [typeId: number, path: number]>();
  readonly #rows: (readonly [path: number, value: string | number, task: number])[] = [];
  #room: number | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Fields beyond the most paths that a workspace may have are left out: a search does not know them. */
  add(task: number, typeId: number, fields: readonly Field[]): void {
    for (const [path, value] of fields) {
      const id = this.#idOf(path);
      if (id === null) continue;
      this.#rows.push([id, searchable(value), task]);
      this.#ofTypes.set(`${typeId} ${id}`, [typeId, id]);
    }
  }

  /** Stores what was added. */
  flush(): void {
    const fields = "INSERT OR IGNORE INTO task_fields SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)";
    insertMany(this.#sql, fields, [], this.#rows.splice(0));
    const ofTypes = "INSERT OR IGNORE INTO task_type_paths SELECT value ->> 0, value ->> 1 FROM json_each(?)";
    insertMany(this.#sql, ofTypes, [], [...this.#ofTypes.values()]);
  }

  remove(task: number, fields: readonly Field[]): void {
    for (const [path, value] of fields) {
      const id = findPath(this.#sql, path);
      if (id !== null) this.#sql.exec("DELETE FROM task_fields WHERE path = ? AND value = ? AND task = ?", id, searchable(value), task);
    }
  }

  /** Removes all fields of a task whose path is one, or begins with it and a dot or brackets. */
  removeBelow(task: number, path: string): void {
    this.#sql.exec(
      `DELETE FROM task_fields WHERE task = ? AND path IN (SELECT id FROM task_paths WHERE path = ?2
         OR (path >= ?2 || '.' AND path < ?2 || '/') OR (path >= ?2 || '[' AND path < ?2 || '\\'))`,
      task,
      path,
    );
  }

  #idOf(path: string): number | null {
    const known = this.#ids.get(path);
    if (known !== undefined) return known;
    const id = findPath(this.#sql, path) ?? this.#make(path);
    this.#ids.set(path, id);
    return id;
  }

  #make(path: string): number | null {
    this.#room ??= PATHS_MAX - this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM task_paths").one().n;
    if (this.#room <= 0) return null;
    this.#room -= 1;
    return this.#sql.exec<{ id: number }>("INSERT INTO task_paths (path) VALUES (?) RETURNING id", path).one().id;
  }
}

export const findPath = (sql: SqlStorage, path: string): number | null =>
  sql.exec<{ id: number }>("SELECT id FROM task_paths WHERE path = ?", path).toArray()[0]?.id ?? null;
