import type { CommandModule } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { hasBrowser, openPage } from "../login/browser.ts";

export const command: CommandModule = {
  description:
    "Open the web page of the selected organization and workspace, or of the one given. Prints the address where no browser can be used.",
  examples: ["cairn open", "cairn open acme/vision", "cairn open --print"],
  args: [{ name: "[place]", description: "organization, or organization/workspace", complete: "org" }],
  options: [{ flags: "--print", description: "Only print the address" }],
  async run(ctx, { args, options }) {
    const { out, io } = ctx;
    const parts = args[0] ? args[0].split("/").filter(Boolean) : [ctx.org, ctx.workspace].filter((part) => part !== undefined);
    if (parts.length > 2) throw new Failure(EXIT.usage, "Give an organization, or organization/workspace.", "cairn open acme/vision");
    const url = new URL(`/${parts.map(encodeURIComponent).join("/")}`, ctx.host).href;
    const browser = ctx.config.settings.browser?.value;
    if (out.isJson) return out.json({ url });
    if (options.print === true || !hasBrowser(io.machine, browser)) return out.data(url);
    if (!(await openPage(io.machine, browser, url))) throw new Failure(EXIT.failure, `No browser could be opened for ${url}`);
    out.say(`Opened ${url}`);
  },
};
