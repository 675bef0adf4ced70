import { changeSetting } from "../../change-setting.ts";
import type { CommandModule } from "../../command.ts";

export const command: CommandModule = {
  description:
    "Set a value in your own file, or with --project in the project's cairn.json. An organization and workspace are kept per server.",
  examples: ["cairn config set host https://cairn.example.org", "cairn config set org acme --project"],
  args: [
    { name: "<setting>", description: "Name of the setting", complete: "setting" },
    { name: "<value>", description: "Its value" },
  ],
  options: [{ flags: "--project", description: "In the project's file: the nearest cairn.json, else a new one here" }],
  forgivesProfile: true,
  run: async (ctx, { args, options }) => changeSetting(ctx, args[0], args[1], options.project === true),
};
