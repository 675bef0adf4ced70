import { bulkCommand } from "../../change-runs.ts";

export const command = bulkCommand({
  description:
    "Take deleted runs back, as long as they are kept (see `cairn run list --deleted`). `cairn run unarchive` takes archived ones back.",
  verb: "restore",
  done: "Restored",
  lifecycle: "deleted",
});
