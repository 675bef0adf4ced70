import { bulkCommand } from "../../change-runs.ts";

export const command = bulkCommand({
  description: "Put runs away: lists leave them out until they are asked for. Nothing is lost.",
  verb: "archive",
  done: "Archived",
});
