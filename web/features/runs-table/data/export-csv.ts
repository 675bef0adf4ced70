import type { Cairn } from "@cairn/sdk";
import { SEARCH_LIMIT_MAX } from "@cairn/sdk/schema";
import type { Place } from "../../runs/queries";
import type { Column } from "../model/columns";
import { csvHead, csvRows } from "../model/csv";
import { type Question, searchOf } from "../model/question";

export interface CsvExport {
  place: Place;
  question: Question;
  columns: readonly Column[];
  onProgress: (done: number, total: number) => void;
  signal: AbortSignal;
}

/** Every run that matches, page by page. Text that was made goes to the browser's own store at once, not into one long string. */
export async function exportCsv(api: Cairn, { place, question, columns, onProgress, signal }: CsvExport): Promise<Blob> {
  let file = new Blob(["\uFEFF", csvHead(columns)]);
  let cursor: string | undefined;
  let done = 0;
  do {
    const page = await api.runs.search(
      { ...searchOf(question), limit: SEARCH_LIMIT_MAX, ...(cursor ? { cursor } : {}) },
      { ...place, signal },
    );
    file = new Blob([file, csvRows(page.items, columns)]);
    done += page.items.length;
    onProgress(done, page.total);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return new Blob([file], { type: "text/csv;charset=utf-8" });
}
