import { bulkCommand } from "../../change-runs.ts";

export const command = bulkCommand({
  description: "Cancel runs. Their programs are told at their next word to the server and stop.",
  verb: "cancel",
  done: "Cancelled",
  danger: "Their programs will stop.",
});
