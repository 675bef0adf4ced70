import type { Serializer } from "../../types.ts";
import { owned } from "../bytes.ts";

/** The two functions of `apache-arrow` that are needed. */
export interface ArrowLibrary<T> {
  tableToIPC(table: T, type: "file"): Uint8Array;
  tableFromIPC(bytes: Uint8Array): unknown;
}

/**
 * A table as an Arrow IPC file, by the `apache-arrow` that the program has: the SDK brings none.
 *
 * @example
 * import * as lib from "apache-arrow";
 * task("features", { output: arrow<lib.Table>(lib), … })
 */
export function arrow<T>(library: ArrowLibrary<T>): Serializer<T> {
  return {
    name: "arrow",
    extension: "arrow",
    mediaType: "application/vnd.apache.arrow.file",
    write: (table) => owned(library.tableToIPC(table, "file")),
    read: (bytes) => library.tableFromIPC(bytes) as T,
  };
}
