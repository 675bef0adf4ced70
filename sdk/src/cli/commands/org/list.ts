import type { CommandModule } from "../../command.ts";
import { readAll } from "../../lists.ts";
import { rememberOrganizations } from "../../names.ts";
import { moment } from "../../text.ts";

export const command: CommandModule = {
  examples: ["cairn org list", "cairn org list --json"],
  async run(ctx) {
    const { out } = ctx;
    const client = await ctx.client();
    const page = await readAll(client.organizations.list({ limit: 200 }));
    rememberOrganizations(ctx, page.items);
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say('You are in no organization yet. Make one: cairn org create "Acme Research"');
    const isSelected = (org: { slug: string; id: string }) => org.slug === ctx.org || org.id === ctx.org;
    out.table(page.items, [
      { title: "", value: (org) => (isSelected(org) ? "*" : " "), style: () => "green" },
      { title: "SLUG", whole: true, value: (org) => org.slug, style: () => "bold" },
      { title: "NAME", value: (org) => org.name },
      { title: "YOUR ROLE", value: (org) => org.role },
      { title: "CREATED", value: (org) => moment(org.created_at), style: () => "dim" },
    ]);
  },
};
