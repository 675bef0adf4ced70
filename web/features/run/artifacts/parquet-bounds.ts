import { type AsyncBuffer, type ColumnMetaData, type FileMetaData, parquetSchema } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { parquetPlan, prefetchAsyncBuffer } from "hyparquet/src/plan.js";
import { getTreePath, isFlatColumn } from "hyparquet/src/schema.js";
import { formatBytes } from "../../charts/bytes";

/** A file that says of itself that it would fill the memory; the message is for readers. */
export class TooLargeToShow extends Error {}

/** Most bytes that are fetched for some rows, most that their pages may unpack to, and most values in these. */
export const PARQUET_LIMITS = { bytes: 512 * 1024 * 1024, values: 20_000_000 };

interface Rows {
  rowStart: number;
  rowEnd: number;
}

/** Throws TooLargeToShow where a footer tells of rows that its groups do not hold. */
export function requireHonestRows({ num_rows, row_groups }: FileMetaData): void {
  const counts = row_groups.map((group) => Number(group.num_rows));
  const isWhole = counts.every((count) => count >= 0) && Number.isSafeInteger(Number(num_rows));
  if (!isWhole || counts.reduce((sum, count) => sum + count, 0) !== Number(num_rows))
    throw new TooLargeToShow("its index tells of other rows than its parts hold.");
}

/**
 * The file with what is needed for some rows fetched. A page of a few bytes can declare billions of values, and a reader makes room for
 * what is declared: so the headers of all pages that will be unpacked are looked at first. Throws TooLargeToShow.
 */
export async function boundedRows(file: AsyncBuffer, metadata: FileMetaData, rows: Rows, limits = PARQUET_LIMITS): Promise<AsyncBuffer> {
  const plan = parquetPlan({ file, metadata, ...rows });
  const ranges = plan.groups.flatMap(({ chunks }) => chunks.map(({ range }) => range));
  if (!ranges.every(({ startByte, endByte }) => startByte >= 0 && endByte >= startByte && endByte <= file.byteLength))
    throw new TooLargeToShow("a column lies outside of it.");
  const stored = ranges.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0);
  if (stored > limits.bytes) throw new TooLargeToShow(`these rows are in parts of ${formatBytes(stored)}, more than can be shown.`);
  const fetched = prefetchAsyncBuffer(file, plan);
  const schema = parquetSchema(metadata);
  const sum = { bytes: 0, values: 0 };
  for (const group of plan.groups)
    for (const { columnMetadata, range } of group.chunks) {
      const bytes = await fetched.slice(range.startByte, range.endByte);
      const isFlat = isFlatColumn(getTreePath(schema, columnMetadata.path_in_schema));
      for (const page of pagesOf(bytes, isFlat ? group : null)) {
        sum.bytes += columnMetadata.codec === "UNCOMPRESSED" ? page.stored : page.bytes;
        sum.values += page.values;
        if (sum.bytes > limits.bytes) throw tooMuch(columnMetadata, formatBytes(sum.bytes), formatBytes(limits.bytes));
        if (sum.values > limits.values)
          throw tooMuch(columnMetadata, `${sum.values.toLocaleString("en")} values`, limits.values.toLocaleString("en"));
      }
    }
  return fetched;
}

const tooMuch = ({ path_in_schema }: ColumnMetaData, found: string, limit: string): TooLargeToShow =>
  new TooLargeToShow(`up to column ${path_in_schema.join(".")}, these rows unpack to ${found}, and at most ${limit} can be shown.`);

interface PageSize {
  stored: number;
  bytes: number;
  values: number;
}

/** Sizes that the pages of a column declare, of those that are unpacked for a selection of a flat column; of all with null. */
function* pagesOf(bytes: ArrayBuffer, selection: { selectStart: number; selectEnd: number } | null): Generator<PageSize> {
  const reader = { view: new DataView(bytes), offset: 0 };
  let row = 0;
  while ((selection === null || row < selection.selectEnd) && reader.offset < bytes.byteLength - 1) {
    const header = parquetHeader(reader);
    const { compressed_page_size: stored, uncompressed_page_size: unpacked } = header;
    const data = header.data_page_header ?? header.data_page_header_v2;
    const values = (data ?? header.dictionary_page_header)?.num_values ?? 0;
    if (!(stored >= 0 && unpacked >= 0 && values >= 0 && reader.offset + stored <= bytes.byteLength))
      throw new TooLargeToShow("a page of it lies outside of its column.");
    reader.offset += stored;
    const isSkipped = selection !== null && data !== undefined && selection.selectStart - row > values;
    if (data) row += values;
    if (!isSkipped) yield { stored, bytes: unpacked, values };
  }
}
