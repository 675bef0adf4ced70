import { changeUserFile, Profile } from "../../../config/user-file.ts";
import type { CommandModule } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure, usage } from "../../failure.ts";

export const command: CommandModule = {
  description: "Add a profile that holds the server, organization and workspace given as flags; without flags, those in use now.",
  examples: ["cairn profile add staging --host https://cairn.example.org --org acme --workspace vision", "cairn profile add here --use"],
  args: [{ name: "<name>", description: "Name of the profile" }],
  options: [
    { flags: "--use", description: "Make it the default" },
    { flags: "--replace", description: "Replace a profile of this name" },
  ],
  forgivesProfile: true,
  async run(ctx, { args, options }) {
    const { out, flags, config } = ctx;
    const name = args[0] ?? "";
    if (!/^[\w.-]{1,64}$/.test(name)) throw usage("A profile's name may hold letters, digits, . _ and -, up to 64.");
    const { host, org, workspace } = config.settings;
    const given = flags.host !== undefined || flags.org !== undefined || flags.workspace !== undefined;
    const keep = (setting: { value: string; source: { kind: string } } | undefined) =>
      given && setting?.source.kind !== "flag" ? undefined : setting?.value;
    const profile = Profile.parse({ host: keep(host), org: keep(org), workspace: keep(workspace) });
    changeUserFile(ctx.io.machine, (file) => {
      if (Object.hasOwn(file.profiles, name) && options.replace !== true)
        throw new Failure(EXIT.conflict, `There is a profile ${name} already.`, `Add --replace to replace it.`);
      file.profiles[name] = profile;
      if (options.use === true) file.profile = name;
    });
    if (out.isJson) out.json({ name, ...profile });
    out.say(
      `Added profile ${name}. ${options.use === true ? "It is the default now." : `To use it: cairn profile use ${name}, or --profile ${name}`}`,
    );
  },
};
