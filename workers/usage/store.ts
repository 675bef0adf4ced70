import type { ByteClass, UsageMeter } from "@cairn/sdk/schema";

/** What is stored by day: counts, and bytes held at its end. */
export type StoredMeter = UsageMeter | `bytes_${ByteClass}`;

export interface UsageRow {
  /** Start of the day in UTC, Unix ms. */
  day: number;
  meter: StoredMeter;
  /** '': the organization itself. */
  workspace: string;
  value: number;
}

/** Adds to a count. */
export function addCount(sql: SqlStorage, { day, meter, workspace, value }: UsageRow): void {
  sql.exec(
    "INSERT INTO usage_days VALUES (?, ?, ?, '', ?) ON CONFLICT DO UPDATE SET value = value + excluded.value",
    day,
    meter,
    workspace,
    value,
  );
}

/** Sets a count that somebody else keeps. It only grows, so that an answer which comes late takes nothing back. */
export function raiseCount(sql: SqlStorage, { day, meter, workspace, value, source }: UsageRow & { source: string }): void {
  sql.exec(
    `INSERT INTO usage_days VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value WHERE excluded.value > value`,
    day,
    meter,
    workspace,
    source,
    value,
  );
}

/** Sets what is held at the end of a day, if it is other than it was. */
export function setHeld(sql: SqlStorage, { day, meter, workspace, value }: UsageRow): void {
  const before = sql
    .exec<{ value: number }>(
      "SELECT value FROM usage_days WHERE day <= ? AND meter = ? AND workspace = ? ORDER BY day DESC LIMIT 1",
      day,
      meter,
      workspace,
    )
    .toArray()[0];
  if ((before?.value ?? 0) !== value) sql.exec("INSERT OR REPLACE INTO usage_days VALUES (?, ?, ?, '', ?)", day, meter, workspace, value);
}

/** Counts and bytes of the days from one to another, both included. */
export const readDays = (sql: SqlStorage, { from, to }: { from: number; to: number }): UsageRow[] =>
  sql
    .exec(
      "SELECT day, meter, workspace, sum(value) AS value FROM usage_days WHERE day BETWEEN ? AND ? GROUP BY day, meter, workspace",
      from,
      to,
    )
    .toArray() as unknown as UsageRow[];

/** What was held before a day: the last row of each workspace and class. */
export const readHeldBefore = (sql: SqlStorage, day: number): UsageRow[] =>
  sql
    .exec(
      "SELECT max(day) AS day, meter, workspace, value FROM usage_days WHERE day < ? AND meter LIKE 'bytes!_%' ESCAPE '!' GROUP BY meter, workspace",
      day,
    )
    .toArray() as unknown as UsageRow[];

/** Counts of all days from one on, together. */
export const sumCounts = (sql: SqlStorage, from: number): Map<string, number> =>
  new Map(
    sql
      .exec<{ meter: string; total: number }>("SELECT meter, sum(value) AS total FROM usage_days WHERE day >= ? GROUP BY meter", from)
      .toArray()
      .map(({ meter, total }) => [meter, total]),
  );

export interface KnownWorkspace extends Record<string, SqlStorageValue> {
  id: string;
  is_dirty: number;
  /** Unix ms; 0: never. */
  asked_at: number;
  bytes: number;
  is_gone: number;
}

export const readWorkspaces = (sql: SqlStorage): KnownWorkspace[] => sql.exec<KnownWorkspace>("SELECT * FROM workspaces").toArray();

/** Notes that a workspace has to be asked. */
export const markDirty = (sql: SqlStorage, id: string): void =>
  void sql.exec("INSERT INTO workspaces (id, is_dirty) VALUES (?, 1) ON CONFLICT DO UPDATE SET is_dirty = 1", id);

/** Notes that a workspace was asked, and whether that was the last time for now. */
export const markAsked = (sql: SqlStorage, { id, at, isClean }: { id: string; at: number; isClean: boolean }): void =>
  void sql.exec(
    "INSERT INTO workspaces (id, is_dirty, asked_at) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET is_dirty = ?2, asked_at = ?3",
    id,
    isClean ? 0 : 1,
    at,
  );

/** Notes how much a workspace holds. */
export const writeBytes = (sql: SqlStorage, id: string, bytes: number): void =>
  void sql.exec("UPDATE workspaces SET bytes = ? WHERE id = ?", bytes, id);

/** A workspace is gone with all that it held; what it used stays counted. */
export const markGone = (sql: SqlStorage, id: string): void =>
  void sql.exec("INSERT INTO workspaces (id, is_gone) VALUES (?, 1) ON CONFLICT DO UPDATE SET is_gone = 1, is_dirty = 0", id);

/** What all workspaces hold together. */
export const sumBytes = (sql: SqlStorage): number =>
  sql.exec<{ bytes: number }>("SELECT coalesce(sum(bytes), 0) AS bytes FROM workspaces").one().bytes;
