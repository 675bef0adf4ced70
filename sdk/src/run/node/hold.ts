import { randomUUID } from "node:crypto";
import { CairnError } from "../../errors.ts";
import type { FileItem } from "../artifacts.ts";
import type { JournalWriter } from "../journal/writer.ts";
import { keepBlob, noteFiles } from "./files.ts";

/** Files that are being sent by this process, for its end. */
const held = new Set<object>();

/** Whether files are on their way that a journal knows of. */
export const isHolding = (): boolean => held.size > 0;

/**
 * Sends files, of which a journal of their own knows until they are stored: a process that dies meanwhile leaves word of them. It names files
 * where they lie and keeps the bytes of what is no file. What the server may take later stays in it.
 */
export async function whileHeld<T>(
  openJournal: ((writer: string) => JournalWriter) | null,
  files: readonly FileItem[],
  send: () => Promise<T>,
): Promise<T> {
  const journal = openJournal && (await hold(openJournal, files));
  if (!journal) return send();
  held.add(journal);
  try {
    const stored = await send();
    journal.discard();
    return stored;
  } catch (error) {
    const mayBeSentLater = error instanceof CairnError && (error.isRetryable || error.status === 401);
    if (mayBeSentLater) journal.close();
    else journal.discard();
    throw error;
  } finally {
    held.delete(journal);
  }
}

/** null when the disk takes no more: then there is nothing but to send. */
async function hold(openJournal: (writer: string) => JournalWriter, files: readonly FileItem[]): Promise<JournalWriter | null> {
  let journal: JournalWriter | null = null;
  try {
    journal = openJournal(`w_${randomUUID()}`);
    for (const file of files) if (file.file === null) await keepBlob(journal, file);
    noteFiles(journal, files, true);
    return journal;
  } catch {
    journal?.discard();
    return null;
  }
}
