import type { ApiKey } from "../../../schema/keys.ts";
import type { CommandModule } from "../../command.ts";
import { readAll } from "../../lists.ts";
import { needOrganization } from "../../selection.ts";
import { moment } from "../../text.ts";

function stateOf(key: ApiKey): "active" | "expired" | "revoked" {
  if (key.revoked_at) return "revoked";
  return key.expires_at && Date.parse(key.expires_at) <= Date.now() ? "expired" : "active";
}

export const command: CommandModule = {
  description: "List your keys and, if you may manage them, those of service accounts. The keys themselves are never shown again.",
  examples: ["cairn key list", "cairn key list --json"],
  async run(ctx) {
    const { out } = ctx;
    const client = await ctx.client();
    const organization = await needOrganization(ctx, client);
    const page = await readAll(client.keys.list({ limit: 200 }, { organization }));
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say(`No keys in ${organization}. Make one: cairn key create laptop`);
    out.table(page.items, [
      { title: "NAME", value: (key) => key.name, style: () => "bold" },
      { title: "KEY", value: (key) => key.hint },
      { title: "OWNER", value: (key) => key.owner.name },
      { title: "STATE", value: stateOf, style: (key) => (stateOf(key) === "active" ? "green" : "dim") },
      { title: "EXPIRES", value: (key) => (key.expires_at ? moment(key.expires_at) : "never") },
      { title: "LAST USED", value: (key) => (key.last_used_at ? moment(key.last_used_at) : "never") },
      { title: "ID", whole: true, value: (key) => key.id, style: () => "dim" },
    ]);
  },
};
