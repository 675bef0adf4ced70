import { sha256 } from "./bytes.ts";

export interface Migration {
  name: string;
  /** One or more statements, none of them with parameters. */
  sql: string;
}

/** The history of an object and of this code do not fit together; nothing was changed. */
export class MigrationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MigrationError";
  }
}

const TABLE = `CREATE TABLE IF NOT EXISTS migrations (
  position INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL
) STRICT`;

/**
 * Brings an object's tables to what this code knows: applies what is missing, each migration in a transaction of its own. Throws
 * MigrationError when one that was applied has other text or another place now, when the object has more than this code knows
 * (an older version was deployed over a newer one), or when a statement fails.
 */
export async function migrate(storage: DurableObjectStorage, migrations: readonly Migration[], nowMs: number): Promise<void> {
  const hashes = await Promise.all(migrations.map((migration) => sha256(migration.sql)));
  const { sql } = storage;
  sql.exec(TABLE);
  const applied = sql.exec<{ name: string; sha256: string }>("SELECT name, sha256 FROM migrations ORDER BY position").toArray();
  for (const [i, done] of applied.entries()) {
    const known = migrations[i];
    if (!known) throw new MigrationError(`the object has migration ${done.name}, which this version does not know: deploy a newer one`);
    if (known.name !== done.name)
      throw new MigrationError(`migration ${i + 1} was ${done.name} and is ${known.name} now: migrations are append-only`);
    if (hashes[i] !== done.sha256)
      throw new MigrationError(`migration ${done.name} was changed after it was applied: migrations are append-only`);
  }
  for (const [i, migration] of migrations.entries()) {
    if (i < applied.length) continue;
    try {
      storage.transactionSync(() => {
        sql.exec(migration.sql);
        sql.exec("INSERT INTO migrations VALUES (?, ?, ?, ?)", i + 1, migration.name, hashes[i], nowMs);
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new MigrationError(`migration ${migration.name} failed: ${reason}`, { cause });
    }
  }
}
