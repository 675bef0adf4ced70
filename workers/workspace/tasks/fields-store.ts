import { SEARCH_TEXT_MAX_CHARS } from "../limits.ts";
import { PATHS_MAX } from "./limits.ts";

/** A field of a task: its path and a number or a text. */
export type Field = readonly [path: string, value: string | number];

/** A value as a search sees it: of a long text the beginning. */
export const searchable = (value: string | number): string | number =>
  typeof value === "string" ? value.slice(0, SEARCH_TEXT_MAX_CHARS) : value;

/** Writes fields of tasks; it remembers the ids of paths for as long as one transaction takes. */
export class FieldWriter {
  readonly #sql: SqlStorage;
  readonly #ids = new Map<string, number | null>();
  readonly #ofTypes = new Set<string>();
  #room: number | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Fields beyond the most paths that a workspace may have are left out: a search does not know them. */
  add(task: number, typeId: number, fields: readonly Field[]): void {
    for (const [path, value] of fields) {
      const id = this.#idOf(path);
      if (id === null) continue;
      this.#sql.exec("INSERT OR IGNORE INTO task_fields VALUES (?, ?, ?)", id, searchable(value), task);
      const key = `${typeId} ${id}`;
      if (this.#ofTypes.has(key)) continue;
      this.#ofTypes.add(key);
      this.#sql.exec("INSERT OR IGNORE INTO task_type_paths VALUES (?, ?)", typeId, id);
    }
  }

  remove(task: number, fields: readonly Field[]): void {
    for (const [path, value] of fields) {
      const id = findPath(this.#sql, path);
      if (id !== null) this.#sql.exec("DELETE FROM task_fields WHERE path = ? AND value = ? AND task = ?", id, searchable(value), task);
    }
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
