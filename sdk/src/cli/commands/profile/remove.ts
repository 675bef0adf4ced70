import { changeUserFile } from "../../../config/user-file.ts";
import type { CommandModule } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";

export const command: CommandModule = {
  description: "Remove a profile. Sign-ins stay: they belong to servers, not to profiles.",
  examples: ["cairn profile remove staging"],
  args: [{ name: "<name>", description: "Name of the profile", complete: "profile" }],
  forgivesProfile: true,
  async run(ctx, { args }) {
    const name = args[0] ?? "";
    changeUserFile(ctx.io.machine, (file) => {
      if (!Object.hasOwn(file.profiles, name)) throw new Failure(EXIT.notFound, `There is no profile ${name}.`, "cairn profile list");
      delete file.profiles[name];
      if (file.profile === name) delete file.profile;
    });
    if (ctx.out.isJson) ctx.out.json({ name, removed: true });
    ctx.out.say(`Removed profile ${name}.`);
  },
};
