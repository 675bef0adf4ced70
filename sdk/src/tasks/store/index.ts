// What there is to do with a whole store of tasks: cleaning up, counting, taking along, carrying over. For Node, Bun and Deno.

export { type LocalBuild, localBuilds } from "./books.ts";
export { type Exported, type ExportOptions, exportTasks } from "./export.ts";
export { type GcItem, type GcOptions, type GcReport, type GcRule, gc } from "./gc.ts";
export { type Imported, importTasks } from "./import.ts";
export { type MigrateOptions, type MigrationRecord, migrateTasks, migrationOf } from "./migrate.ts";
export { type KnownOutput, type RemovedOutputs, removeOutputs } from "./outputs.ts";
export { invalidateStored, removeStored } from "./remove.ts";
export { emptyTrash, listTrash, restoreTrash, TRASH_MS, type TrashBag } from "./trash.ts";
export { type DiskUsage, diskUsage, type NamespaceUsage } from "./usage.ts";
