export { type JournalInfo, journalRoot, listJournals, removeJournal } from "./list.ts";
export { type SyncOptions, type SyncProgress, type SyncResult, syncJournal } from "./sync.ts";
