import { switchCommand } from "../../webhook/switch.ts";

export const command = switchCommand(
  "enable",
  "Send to an endpoint again. With --resume also what was held while it was disabled, and what waits for its next attempt.",
);
