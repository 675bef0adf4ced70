import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { needOrganization, saveSelection, warnIfShadowed } from "../../selection.ts";

export const command: CommandModule = {
  description: "Create a workspace in the selected organization.",
  examples: ["cairn workspace create Vision", "cairn workspace create Vision --slug vision --use"],
  args: [{ name: "[name]", description: "Name that people read; asked for when left out" }],
  options: [
    { flags: "--slug <slug>", description: "Short name in addresses; made from the name when left out" },
    { flags: "--use", description: "Select it" },
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const client = await ctx.client();
    const organization = await needOrganization(ctx, client);
    let name = invocation.args[0];
    if (name === undefined) {
      if (!ctx.canAsk) throw usage("Give the workspace's name.", "cairn workspace create Vision");
      name = await ctx.prompts.text("Name of the workspace", "Vision");
    }
    const slug = textOf(invocation, "slug");
    const created = await client.workspaces.create({ name, ...(slug && { slug }) }, { organization });
    if (out.isJson) out.json(created);
    else out.data(created.slug);
    if (invocation.options.use === true) {
      saveSelection(ctx, { org: organization, workspace: created.slug });
      out.say(`Created ${created.name}. Working in ${organization}/${created.slug}.`);
      warnIfShadowed(ctx, ["org", "workspace"]);
    } else {
      out.say(`Created ${created.name}. To work in it: cairn workspace use ${organization}/${created.slug}`);
    }
  },
};
