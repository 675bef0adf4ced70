import { settingOf } from "../../../config/settings.ts";
import type { CommandModule } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure, usage } from "../../failure.ts";
import { parseSettingName, sourceWords } from "../../setting-words.ts";

export const command: CommandModule = {
  description: "Print the value of one setting; where it comes from goes to stderr. Exit code 3 when nothing sets it.",
  examples: ["cairn config get host", "cairn config get org --json"],
  args: [{ name: "<setting>", description: "Name of the setting", complete: "setting" }],
  forgivesProfile: true,
  async run(ctx, { args }) {
    const { out, config } = ctx;
    const name = parseSettingName(args[0]);
    if (settingOf(name).secret) throw usage(`${name} is a secret and is not shown.`, "cairn config show");
    const found = config.settings[name];
    if (!found)
      throw new Failure(EXIT.notFound, `Nothing sets ${name}.`, settingOf(name).files.length ? `cairn config set ${name} …` : undefined);
    if (out.isJson) return out.json({ name, ...found });
    out.data(String(found.value));
    out.say(`from ${sourceWords(found.source)}`);
  },
};
