import { cachedAsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { FileSource } from "./file-source";
import { boundedRows, requireHonestRows, TooLargeToShow } from "./parquet-bounds";
import type { TableSource } from "./table-source";

/** Parquet: its index at the end tells where columns and rows lie; only those that are wanted are fetched. */
export function parquetTable(source: FileSource): TableSource {
  let unread: { error: unknown } | null = null;
  const file = cachedAsyncBuffer({
    byteLength: source.size,
    slice: async (start, end) => {
      unread = null;
      try {
        return await source.read(
          start < 0 ? source.size + start : start,
          end === undefined ? source.size : end < 0 ? source.size + end : end,
        );
      } catch (error) {
        unread = { error };
        throw error;
      }
    },
  });
  /** What the library stumbles over in a bad file says nothing to a reader; that the file could not be fetched does. */
  const telling = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (unread) throw unread.error;
      if (error instanceof TooLargeToShow) throw error;
      throw new Error(problemOf(error));
    }
  };
  let metadata: FileMetaData | null = null;
  let opening: Promise<FileMetaData> | null = null;
  const open = async () => {
    opening ??= parquetMetadataAsync(file);
    const found = await opening;
    requireHonestRows(found);
    metadata = found;
    return found;
  };
  // The first element is the root; its children follow, each before its own.
  const namesOf = ({ schema }: FileMetaData): string[] => {
    const names: string[] = [];
    let at = 1;
    const skip = (): void => {
      const children = schema[at++]?.num_children ?? 0;
      for (let i = 0; i < children; i++) skip();
    };
    while (at < schema.length) {
      names.push(schema[at]?.name ?? "");
      skip();
    }
    return names;
  };
  return {
    columns: () => telling(async () => namesOf(await open())),
    rows: (from, to) =>
      telling(async () => {
        const known = await open();
        const names = namesOf(known);
        const rowEnd = Math.min(to, Number(known.num_rows));
        if (from >= rowEnd) return [];
        const wanted = { rowStart: from, rowEnd };
        const rows = await parquetReadObjects({ file: await boundedRows(file, known, wanted), metadata: known, ...wanted });
        return rows.map((row) => names.map((name) => row[name] as unknown));
      }),
    total: () => (metadata ? Number(metadata.num_rows) : null),
  };
}

function problemOf(error: unknown): string {
  const said = error instanceof Error ? error.message : "";
  return /compression|unsupported|encrypt/i.test(said)
    ? `it is written in a way that cannot be read here (${said}).`
    : "it is damaged, or no Parquet file.";
}
