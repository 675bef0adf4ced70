/** When the chosen call fails: before the database did anything, or after it did everything, its answer being lost. */
export type FaultTime = "before" | "after";

export interface FaultyDb {
  /** To be put in the place of the real binding. */
  d1: D1Database;
  /** How many calls the database has had. */
  calls(): number;
}

const REAL = Symbol("real statement");

/** A D1 database whose `failAt`-th call (from 1) fails; 0: none does. A batch is one call. */
export function faultyDb(real: D1Database, failAt: number, time: FaultTime): FaultyDb {
  let calls = 0;
  const through = async <T>(run: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls !== failAt) return run();
    if (time === "after") await run();
    throw new Error(`D1_ERROR: connection lost ${time} call ${failAt}`);
  };
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement =>
    ({
      [REAL]: statement,
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      first: (column?: string) => through(() => (column === undefined ? statement.first() : statement.first(column))),
      run: () => through(() => statement.run()),
      all: () => through(() => statement.all()),
      raw: (options?: { columnNames?: false }) => through(() => statement.raw(options)),
    }) as unknown as D1PreparedStatement;
  const d1 = {
    prepare: (query: string) => wrap(real.prepare(query)),
    batch: (statements: D1PreparedStatement[]) =>
      through(() => real.batch(statements.map((s) => (s as unknown as Record<symbol, D1PreparedStatement>)[REAL] ?? s))),
    exec: (query: string) => through(() => real.exec(query)),
    withSession: () => d1,
  } as unknown as D1Database;
  return { d1, calls: () => calls };
}
