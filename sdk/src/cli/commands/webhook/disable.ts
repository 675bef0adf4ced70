import { switchCommand } from "../../webhook/switch.ts";

export const command = switchCommand(
  "disable",
  "Send nothing to an endpoint until it is enabled. What comes meanwhile is held for 30 days.",
);
