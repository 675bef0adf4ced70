import type { AsyncBuffer, ColumnMetaData, FileMetaData } from "hyparquet";

/** Most rows of a group: a group is read whole. Ours have a tenth of it. */
const GROUP_ROWS_MAX = 1_000_000;
/** Largest page, in bytes as it is read: a group of our longest names and values takes half of it. */
const PAGE_MAX_BYTES = 64 * 1024 * 1024;

/**
 * Throws Error for a file that says of itself that it would fill the memory: its footer, or any of its pages, of which a few bytes can
 * declare billions of values. Only headers are looked at; what they say is what a reader makes room for.
 */
export async function requireBounded(source: AsyncBuffer, { row_groups, num_rows }: FileMetaData): Promise<void> {
  let rows = 0;
  for (const group of row_groups) {
    const count = Number(group.num_rows);
    if (!(count >= 0 && count <= GROUP_ROWS_MAX)) throw new Error(`a group of ${count} rows is more than ${GROUP_ROWS_MAX}`);
    rows += count;
    for (const { meta_data } of group.columns) {
      if (!meta_data) throw new Error("a column has no metadata");
      await requireBoundedPages(source, meta_data, count);
    }
  }
  if (rows !== Number(num_rows)) throw new Error(`its groups hold ${rows} rows, not ${num_rows}`);
}

async function requireBoundedPages(source: AsyncBuffer, column: ColumnMetaData, rows: number): Promise<void> {
  const { parquetHeader } = await import("hyparquet/src/column.js");
  const start = Number(column.dictionary_page_offset || column.data_page_offset);
  const end = start + Number(column.total_compressed_size);
  if (!(start >= 0 && end >= start && end <= source.byteLength)) throw new Error("a column lies outside of the file");
  const bytes = await source.slice(start, end);
  const reader = { view: new DataView(bytes), offset: 0 };
  let values = 0;
  while (values < rows && reader.offset < bytes.byteLength) {
    const header = parquetHeader(reader);
    const { uncompressed_page_size: size, compressed_page_size: stored } = header;
    if (!(size >= 0 && size <= PAGE_MAX_BYTES)) throw new Error(`a page of ${size} bytes is more than ${PAGE_MAX_BYTES}`);
    if (!(stored >= 0 && reader.offset + stored <= bytes.byteLength)) throw new Error("a page lies outside of its column");
    const count = (header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header)?.num_values ?? 0;
    if (!(count >= 0 && count <= rows)) throw new Error(`a page of ${count} values is in a group of ${rows} rows`);
    if (!header.dictionary_page_header) values += count;
    reader.offset += stored;
  }
  if (values !== rows) throw new Error(`a column has ${values} values in a group of ${rows} rows`);
}
