import type { Call } from "../../workers/workspace/context.ts";
import { Workspace } from "../../workers/workspace/object.ts";
import { commands } from "./commands.ts";
import { countRows } from "./count-rows.ts";

/** The workspace's object with the benchmarks' doors. */
export class BenchWorkspace extends Workspace {
  readonly #rowsWritten: () => number;

  constructor(state: DurableObjectState, env: Env) {
    const counted = countRows(state.storage.sql);
    super(state, env);
    this.#rowsWritten = counted;
  }

  /** One row for each body, as it came: what any store of it costs at least. */
  benchRaw(bytes: ArrayBuffer): void {
    const { sql } = this.ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS bench_raw (number INTEGER PRIMARY KEY, body BLOB NOT NULL)");
    sql.exec("INSERT INTO bench_raw (body) VALUES (?)", bytes);
  }

  benchCommand(call: Call, command: string, input: unknown): unknown {
    const found = commands[command];
    if (!found) throw new Error(`There is no command ${command}`);
    const restart = () => void setTimeout(() => this.ctx.abort("woken anew by a benchmark"), 0);
    return found({ object: this, storage: this.ctx.storage, call, input, rowsWritten: this.#rowsWritten, restart });
  }
}
