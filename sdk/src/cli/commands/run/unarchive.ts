import { bulkCommand } from "../../change-runs.ts";

export const command = bulkCommand({
  description: "Take archived runs back into the lists.",
  verb: "unarchive",
  done: "Took back",
  lifecycle: "archived",
});
