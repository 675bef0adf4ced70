import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { saveSelection, warnIfShadowed } from "../../selection.ts";

export const command: CommandModule = {
  description: "Create an organization with its first workspace, and select both.",
  examples: ['cairn org create "Acme Research"', 'cairn org create "Acme Research" --slug acme --first-workspace Vision'],
  args: [{ name: "[name]", description: "Name that people read; asked for when left out" }],
  options: [
    { flags: "--slug <slug>", description: "Short name in addresses; made from the name when left out" },
    { flags: "--first-workspace <name>", description: "Name of the first workspace; Main when left out" },
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const client = await ctx.client();
    let name = invocation.args[0];
    if (name === undefined) {
      if (!ctx.canAsk) throw usage("Give the organization's name.", 'cairn org create "Acme Research"');
      name = await ctx.prompts.text("Name of the organization", "Acme Research");
    }
    const slug = textOf(invocation, "slug");
    const first = textOf(invocation, "firstWorkspace");
    const created = await client.organizations.create({ name, ...(slug && { slug }), ...(first && { workspace: { name: first } }) });
    saveSelection(ctx, { org: created.slug, workspace: created.workspace.slug });
    if (out.isJson) out.json(created);
    else out.data(created.slug);
    out.say(`Created ${created.name}. Working in ${created.slug}/${created.workspace.slug}.`);
    warnIfShadowed(ctx, ["org", "workspace"]);
  },
};
