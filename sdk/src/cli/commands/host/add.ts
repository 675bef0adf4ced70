import { changeUserFile } from "../../../config/user-file.ts";
import type { CommandModule } from "../../command.ts";
import { discover } from "../../login/discover.ts";
import { parseHost } from "../../parse-host.ts";

export const command: CommandModule = {
  description: "Add a server. A server that only a project's file names is not given your environment's token before you add it.",
  examples: ["cairn host add https://cairn.example.org", "cairn host add https://cairn.example.org --use"],
  args: [{ name: "<url>", description: "Address of the server" }],
  options: [
    { flags: "--use", description: "Make it the default" },
    { flags: "--no-check", description: "Do not ask whether a Cairn server is there" },
  ],
  forgivesProfile: true,
  async run(ctx, { args, options }) {
    const { out } = ctx;
    const url = parseHost(args[0] ?? "");
    if (options.check !== false) await discover(url, ctx.fetch, ctx.io.signal);
    changeUserFile(ctx.io.machine, (file) => {
      file.hosts[url] ??= {};
      if (options.use === true) file.host = url;
    });
    if (out.isJson) out.json({ url });
    out.say(`Added ${url}. To sign in: cairn login --host ${url}`);
  },
};
