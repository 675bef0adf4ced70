export interface LeaseRow extends Record<string, SqlStorageValue> {
  token: number;
  task: number;
  attempt: number;
  owner: string;
  build: number | null;
  expires_at: number;
}

export const findLease = (sql: SqlStorage, task: number): LeaseRow | null =>
  sql.exec<LeaseRow>("SELECT * FROM task_leases WHERE task = ?", task).toArray()[0] ?? null;

export const findLeaseByToken = (sql: SqlStorage, token: number): LeaseRow | null =>
  sql.exec<LeaseRow>("SELECT * FROM task_leases WHERE token = ?", token).toArray()[0] ?? null;

export interface NewLease {
  task: number;
  attempt: number;
  /** JSON. */
  owner: string;
  build: number | null;
  expiresAt: number;
}

/** Inserts a lease and answers its token. */
export const insertLease = (sql: SqlStorage, { task, attempt, owner, build, expiresAt }: NewLease): number =>
  sql
    .exec<{ token: number }>(
      "INSERT INTO task_leases (task, attempt, owner, build, expires_at) VALUES (?, ?, ?, ?, ?) RETURNING token",
      task,
      attempt,
      owner,
      build,
      expiresAt,
    )
    .one().token;

export function extendLease(sql: SqlStorage, token: number, expiresAt: number): void {
  sql.exec("UPDATE task_leases SET expires_at = max(expires_at, ?) WHERE token = ?", expiresAt, token);
}

export function deleteLease(sql: SqlStorage, token: number): void {
  sql.exec("DELETE FROM task_leases WHERE token = ?", token);
}

export const countLeases = (sql: SqlStorage): number => sql.exec<{ n: number }>("SELECT count(*) AS n FROM task_leases").one().n;

/** Leases that ended by then, the first that ended first. */
export const readExpired = (sql: SqlStorage, now: number, limit: number): LeaseRow[] =>
  sql.exec<LeaseRow>("SELECT * FROM task_leases WHERE expires_at <= ? ORDER BY expires_at LIMIT ?", now, limit).toArray();

/** When the first of the leases ends; null when there is none. */
export const firstLeaseEnd = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(expires_at) AS at FROM task_leases").one().at;

/** Leases with the ids of their tasks and builds, by token. */
export const pageLeases = (sql: SqlStorage, after: number, limit: number) =>
  sql.exec<LeaseRow & { task_id: string; build_id: string | null }>(
    `SELECT task_leases.*, tasks.id AS task_id, builds.id AS build_id FROM task_leases
     JOIN tasks ON tasks.number = task LEFT JOIN builds ON builds.number = build WHERE token > ? ORDER BY token LIMIT ?`,
    after,
    limit,
  );

/** The most leases that may be held at once, as was set; null: nothing was. */
export const readLeasesMax = (sql: SqlStorage): number | null =>
  sql.exec<{ leases_max: number | null }>("SELECT leases_max FROM task_settings").one().leases_max;

export function writeLeasesMax(sql: SqlStorage, max: number | null): void {
  sql.exec("UPDATE task_settings SET leases_max = ?", max);
}
