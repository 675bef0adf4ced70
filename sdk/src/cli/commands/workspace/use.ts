import type { CommandModule } from "../../command.ts";
import { chooseWorkspace, needOrganization, saveSelection, warnIfShadowed } from "../../selection.ts";

export const command: CommandModule = {
  description: "Select the workspace that commands and programs on this machine work in.",
  examples: ["cairn workspace use vision", "cairn workspace use acme/vision", "cairn workspace use"],
  args: [
    { name: "[workspace]", description: "Slug or id, also as organization/workspace; asked for when left out", complete: "workspace" },
  ],
  async run(ctx, { args }) {
    const { out } = ctx;
    const client = await ctx.client();
    const [last, org] = (args[0]?.split("/") ?? []).reverse();
    const organization = org || (await needOrganization(ctx, client));
    const workspace = last ? await client.workspaces.get(last, { organization }) : await chooseWorkspace(ctx, client, organization);
    saveSelection(ctx, { org: organization, workspace: workspace.slug });
    if (out.isJson) out.json(workspace);
    out.say(`Working in ${organization}/${workspace.slug}.`);
    warnIfShadowed(ctx, ["org", "workspace"]);
  },
};
