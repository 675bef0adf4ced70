export { type JournalInfo, listJournals, removeJournal } from "./list.ts";
export { journalRoot } from "./root.ts";
export { type SyncOptions, type SyncProgress, type SyncResult, syncJournal } from "./sync.ts";
