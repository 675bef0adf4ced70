import type { CommandModule } from "../../command.ts";
import { chooseOrganization, chooseWorkspace, saveSelection, warnIfShadowed } from "../../selection.ts";

export const command: CommandModule = {
  description: "Select the organization that commands and programs on this machine work in, and with it a workspace.",
  examples: ["cairn org use acme", "cairn org use"],
  args: [{ name: "[organization]", description: "Slug or id; asked for when left out", complete: "org" }],
  async run(ctx, { args }) {
    const { out } = ctx;
    const client = await ctx.client();
    const organization = args[0] ? await client.organizations.get(args[0]) : await chooseOrganization(ctx, client);
    // Kept before the workspace is asked for, so that a cancelled second question does not undo the first.
    saveSelection(ctx, { org: organization.slug });
    const workspace = await chooseWorkspace(ctx, client, organization.slug);
    saveSelection(ctx, { org: organization.slug, workspace: workspace.slug });
    if (out.isJson) out.json({ organization, workspace });
    out.say(`Working in ${organization.slug}/${workspace.slug}.`);
    warnIfShadowed(ctx, ["org", "workspace"]);
  },
};
