import { arrayTable, type TableSource } from "./table-source";

/** More columns than this are no table that anybody reads: a list of objects whose fields are data, say. */
const COLUMNS_MAX = 1_000;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The table that a JSON value is: a list of objects (columns are their fields in the order in which they first come), an object of
 * equally long lists (a column each), or `{ columns, rows }`. Null when it is none of them, or empty.
 */
export function jsonTable(value: unknown): TableSource | null {
  if (Array.isArray(value)) return ofObjects(value);
  if (!isObject(value)) return null;
  const { columns, rows } = value;
  if (Array.isArray(columns) && Array.isArray(rows)) return ofRows(columns, rows) ?? ofColumns(value);
  return ofColumns(value);
}

function ofObjects(items: readonly unknown[]): TableSource | null {
  if (items.length === 0 || !items.every(isObject)) return null;
  const names = new Set<string>();
  for (const item of items) for (const name of Object.keys(item)) names.add(name);
  if (names.size === 0 || names.size > COLUMNS_MAX) return null;
  const columns = [...names];
  return arrayTable(
    columns,
    items.map((item) => columns.map((name) => item[name])),
  );
}

function ofRows(columns: readonly unknown[], rows: readonly unknown[]): TableSource | null {
  const names = columns.map(String);
  const isTable =
    names.length > 0 &&
    names.length <= COLUMNS_MAX &&
    new Set(names).size === names.length &&
    rows.every((row): row is unknown[] => Array.isArray(row) && row.length <= names.length);
  return isTable ? arrayTable(names, rows as unknown[][]) : null;
}

function ofColumns(value: Readonly<Record<string, unknown>>): TableSource | null {
  const columns = Object.entries(value);
  if (columns.length === 0 || columns.length > COLUMNS_MAX) return null;
  const length = Array.isArray(columns[0]?.[1]) ? columns[0][1].length : 0;
  const lists = columns.map(([, list]) => list).filter((list): list is unknown[] => Array.isArray(list) && list.length === length);
  if (length === 0 || lists.length < columns.length) return null;
  return arrayTable(
    columns.map(([name]) => name),
    Array.from({ length }, (_, i) => lists.map((list) => list[i])),
  );
}
