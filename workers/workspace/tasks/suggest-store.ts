/** Paths that tasks of a type, or any, have: those that begin so, in order. */
export const readPaths = (sql: SqlStorage, types: readonly number[] | null, prefix: string, limit: number): string[] =>
  sql
    .exec<{ path: string }>(
      `SELECT path FROM task_paths WHERE path >= ?1 AND path < ?1 || char(1114111)
         AND (?2 IS NULL OR id IN (SELECT path FROM task_type_paths WHERE type_id IN (SELECT value FROM json_each(?2))))
       ORDER BY path LIMIT ?3`,
      prefix,
      types && JSON.stringify(types),
      limit,
    )
    .toArray()
    .map(({ path }) => path);

/** Ids of the types of a name, `namespace.name`, whatever their versions. */
export const readTypeIds = (sql: SqlStorage, type: string): number[] =>
  sql
    .exec<{ id: number }>("SELECT id FROM task_types WHERE trim(namespace || '.' || name, '.') = ?", type)
    .toArray()
    .map(({ id }) => id);

/** Tasks of one value that are counted; more are many. */
const COUNTED_MAX = 1_000;
/** Values that are looked at for one question. */
const LOOKED_AT_MAX = 2_000;

/**
 * Different values at a path, in order: each is found by one look at the key after the one before. With types only those that a task of
 * them has. `isComplete`: there are no more.
 */
export function readValues(sql: SqlStorage, path: number, types: readonly number[] | null, prefix: string, limit: number) {
  const items: { value: string | number; count: number | null }[] = [];
  let last: string | number | null = null;
  for (let i = 0; i < LOOKED_AT_MAX; i++) {
    const value = nextValue(sql, path, last, prefix);
    if (value === null) return { items, isComplete: true };
    if (items.length === limit) return { items, isComplete: false };
    last = value;
    if (!String(value).startsWith(prefix)) continue;
    const count = countValue(sql, path, value, types);
    if (count > 0) items.push({ value, count: count > COUNTED_MAX ? null : count });
  }
  return { items, isComplete: false };
}

function nextValue(sql: SqlStorage, path: number, last: string | number | null, prefix: string): string | number | null {
  // A number may begin with the prefix, so all numbers are looked at; of texts those alone that do.
  const isText = prefix !== "" && !/^[-\d.]/.test(prefix);
  const [sqlText, values]: [string, SqlStorageValue[]] = isText
    ? [
        "SELECT min(value) AS value FROM task_fields WHERE path = ? AND value >= ? AND value < ? AND (? OR value > ?)",
        [path, prefix, `${prefix}\u{10ffff}`, last === null ? 1 : 0, last],
      ]
    : ["SELECT min(value) AS value FROM task_fields WHERE path = ? AND (? OR value > ?)", [path, last === null ? 1 : 0, last]];
  return sql.exec<{ value: string | number | null }>(sqlText, ...values).one().value;
}

function countValue(sql: SqlStorage, path: number, value: string | number, types: readonly number[] | null): number {
  return sql
    .exec<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM task_fields JOIN tasks ON number = task WHERE path = ?1 AND value = ?2 AND deleted_at IS NULL
         AND (?3 IS NULL OR type_id IN (SELECT value FROM json_each(?3))) LIMIT ?4)`,
      path,
      value,
      types && JSON.stringify(types),
      COUNTED_MAX + 1,
    )
    .one().n;
}

/** Names that types have, in order, with how many tasks there are. */
export const readTypeValues = (sql: SqlStorage, expression: "namespace" | "name" | "version" | "type", prefix: string, limit: number) => {
  const column = expression === "type" ? "trim(namespace || '.' || name, '.')" : expression;
  return sql
    .exec<{ value: string; count: number }>(
      `SELECT ${column} AS value, sum(absent + incomplete + success + failed) AS count FROM task_types
       WHERE ${column} >= ?1 AND ${column} < ?1 || char(1114111) GROUP BY 1 HAVING count > 0 ORDER BY count DESC, value LIMIT ?2`,
      prefix,
      limit,
    )
    .toArray();
};

/** Labels, in order. */
export const readLabels = (sql: SqlStorage, prefix: string, limit: number) =>
  sql
    .exec<{ value: string; count: number }>(
      `SELECT label AS value, count(*) AS count FROM tasks WHERE label >= ?1 AND label < ?1 || char(1114111) AND deleted_at IS NULL
       GROUP BY label ORDER BY label LIMIT ?2`,
      prefix,
      limit,
    )
    .toArray();
