import type { CommandModule } from "../../command.ts";
import { readAll } from "../../lists.ts";
import { rememberWorkspaces } from "../../names.ts";
import { needOrganization } from "../../selection.ts";
import { moment } from "../../text.ts";

export const command: CommandModule = {
  examples: ["cairn workspace list", "cairn workspace list --org acme --json"],
  async run(ctx) {
    const { out } = ctx;
    const client = await ctx.client();
    const organization = await needOrganization(ctx, client);
    const page = await readAll(client.workspaces.list({ limit: 200 }, { organization }));
    rememberWorkspaces(ctx, organization, page.items);
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say(`You may see no workspace of ${organization}.`);
    const isSelected = (workspace: { slug: string; id: string }) =>
      organization === ctx.org && (workspace.slug === ctx.workspace || workspace.id === ctx.workspace);
    out.table(page.items, [
      { title: "", value: (workspace) => (isSelected(workspace) ? "*" : " "), style: () => "green" },
      { title: "SLUG", whole: true, value: (workspace) => workspace.slug, style: () => "bold" },
      { title: "NAME", value: (workspace) => workspace.name },
      { title: "YOUR ROLE", value: (workspace) => workspace.role },
      { title: "CREATED", value: (workspace) => moment(workspace.created_at), style: () => "dim" },
    ]);
  },
};
