/** Counts the rows that an object writes from now on, as the runtime counts them for the bill; answers a function that tells the sum. */
export function countRows(sql: SqlStorage): () => number {
  const exec = sql.exec.bind(sql);
  let sum = 0;
  let open: SqlStorageCursor<Record<string, SqlStorageValue>> | null = null;
  const settle = (): number => {
    sum += open?.rowsWritten ?? 0;
    open = null;
    return sum;
  };
  Object.defineProperty(sql, "exec", {
    value: (...args: Parameters<typeof exec>) => {
      settle();
      const cursor = exec(...args);
      open = cursor;
      return cursor;
    },
  });
  return settle;
}
