import { join } from "node:path";
import { type Machine, stateFolder, thisMachine } from "../../config/paths.ts";
import { resolveSettings } from "../../config/resolve.ts";

/** Folder of all journals: CAIRN_JOURNAL_DIR, else the system's usual place for what programs leave behind. */
export function journalRoot(machine: Machine = thisMachine()): string {
  return runSettings(machine).journalRoot;
}

/** What the settings of the machine say of runs. Throws ConfigError. */
export function runSettings(machine: Machine = thisMachine()) {
  const { settings } = resolveSettings(machine, {});
  return {
    mode: settings.mode?.value ?? "online",
    diff: settings.diff?.value,
    runId: settings.run_id?.value,
    journalRoot: settings.journal_dir?.value ?? join(stateFolder(machine), "journal"),
  };
}
