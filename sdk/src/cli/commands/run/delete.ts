import { bulkCommand } from "../../change-runs.ts";

export const command = bulkCommand({
  description: "Delete runs. They can be restored for some days (`cairn run restore`), then everything of them goes for good.",
  verb: "delete",
  done: "Deleted",
  danger: "They can be restored for some days.",
});
