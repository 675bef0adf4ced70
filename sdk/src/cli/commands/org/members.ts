import type { CommandModule } from "../../command.ts";
import { readAll } from "../../lists.ts";
import { needOrganization } from "../../selection.ts";
import { moment } from "../../text.ts";

export const command: CommandModule = {
  examples: ["cairn org members", "cairn org members --org acme --json"],
  async run(ctx) {
    const { out } = ctx;
    const client = await ctx.client();
    const organization = await needOrganization(ctx, client);
    const page = await readAll(client.members.list({ limit: 200 }, { organization }));
    if (out.isJson) return out.json(page);
    out.table(page.items, [
      { title: "NAME", value: (member) => member.name, style: () => "bold" },
      { title: "E-MAIL", value: (member) => member.email },
      { title: "ROLE", value: (member) => member.role },
      { title: "JOINED", value: (member) => moment(member.joined_at), style: () => "dim" },
    ]);
  },
};
