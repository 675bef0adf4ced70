import { changeSetting } from "../../change-setting.ts";
import type { CommandModule } from "../../command.ts";

export const command: CommandModule = {
  description: "Take a value out of your own file, or with --project out of the project's cairn.json.",
  examples: ["cairn config unset org", "cairn config unset host --project"],
  args: [{ name: "<setting>", description: "Name of the setting", complete: "setting" }],
  options: [{ flags: "--project", description: "Out of the project's file" }],
  forgivesProfile: true,
  run: async (ctx, { args, options }) => changeSetting(ctx, args[0], undefined, options.project === true),
};
