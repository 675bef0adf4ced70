import type { CommandModule } from "../../command.ts";
import { readAll } from "../../lists.ts";
import { IN_WORKSPACE, webhooksOf } from "../../webhooks.ts";

export const command: CommandModule = {
  description: "List the addresses that events are delivered to.",
  examples: ["cairn webhook list", "cairn webhook list --in-workspace --json"],
  options: [IN_WORKSPACE],
  async run(ctx, invocation) {
    const { out } = ctx;
    const { webhooks, scope } = await webhooksOf(ctx, invocation);
    const page = await readAll(webhooks.list({ limit: 200 }, scope));
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say("No endpoints. Make one: cairn webhook create https://hooks.example.org/cairn");
    out.table(page.items, [
      { title: "URL", value: (webhook) => webhook.url, style: () => "bold" },
      { title: "TYPES", value: (webhook) => webhook.types.join(" ") },
      {
        title: "STATE",
        value: (webhook) => webhook.disabled?.reason ?? "enabled",
        style: (webhook) => (webhook.enabled ? "green" : "red"),
      },
      { title: "FORMAT", value: (webhook) => webhook.format, optional: "uncut" },
      { title: "ID", whole: true, value: (webhook) => webhook.id, style: () => "dim" },
    ]);
  },
};
