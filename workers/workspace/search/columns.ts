/** Columns of what runs are found, sorted and grouped by. One for each object; it outlives no eviction, the tables behind it do. */
export class RunColumns {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /**
   * Something of a run changed that can be searched for. Call it inside the transaction of the change. `durable` is false for a change
   * that the object finds again by itself when it wakes: points in the write-ahead log.
   */
  changed(_runNumber: number, _how: { durable: boolean }): void {
    void this.#sql;
  }
}
