import { WebhookFormat } from "../../../schema/webhooks.ts";
import { type CommandModule, listOf, textOf } from "../../command.ts";
import { IN_WORKSPACE, webhooksOf } from "../../webhooks.ts";

export const command: CommandModule = {
  description: "Create an endpoint. Its secret goes to standard output: with it the receiver verifies what comes.",
  examples: [
    "cairn webhook create https://hooks.example.org/cairn --type run.finished --type run.crashed",
    "cairn webhook create https://hooks.slack.com/services/… --format slack --in-workspace",
  ],
  args: [{ name: "<url>", description: "Address that events are posted to" }],
  options: [
    { flags: "--type <type>", description: "Type of event, run.* or *; may be repeated; all when left out", repeat: true },
    { flags: "--description <text>", description: "What it is for" },
    { flags: "--format <format>", description: "What is posted", choices: WebhookFormat.options, default: "plain" },
    IN_WORKSPACE,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const types = listOf(invocation, "type");
    const description = textOf(invocation, "description");
    const { webhooks, scope } = await webhooksOf(ctx, invocation);
    const webhook = await webhooks.create(
      {
        url: invocation.args[0] ?? "",
        format: WebhookFormat.parse(textOf(invocation, "format")),
        ...(types.length > 0 && { types }),
        ...(description && { description }),
      },
      scope,
    );
    if (out.isJson) out.json(webhook);
    else out.data(webhook.secret);
    out.say(`Created ${webhook.id} for ${webhook.types.join(", ")}. Try it: cairn webhook trigger ${webhook.id}`);
  },
};
