import { changeUserFile } from "../../../config/user-file.ts";
import type { CommandModule } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure, usage } from "../../failure.ts";

export const command: CommandModule = {
  description: "Make a profile the default for this machine.",
  examples: ["cairn profile use staging", "cairn profile use --none"],
  args: [{ name: "[name]", description: "Name of the profile", complete: "profile" }],
  options: [{ flags: "--none", description: "Have no default profile" }],
  forgivesProfile: true,
  async run(ctx, { args, options }) {
    const [name] = args;
    if ((name === undefined) === (options.none !== true)) throw usage("Name one profile, or give --none.", "cairn profile list");
    changeUserFile(ctx.io.machine, (file) => {
      if (name !== undefined && !Object.hasOwn(file.profiles, name))
        throw new Failure(EXIT.notFound, `There is no profile ${name}.`, "cairn profile list");
      if (name === undefined) delete file.profile;
      else file.profile = name;
    });
    if (ctx.out.isJson) ctx.out.json({ profile: name ?? null });
    ctx.out.say(name === undefined ? "No default profile now." : `Using profile ${name}.`);
    const source = ctx.config.settings.profile?.source;
    if (source && (source.kind === "env" || source.kind === "project"))
      ctx.out.warn(`${source.at} sets the profile and goes before this choice.`);
  },
};
