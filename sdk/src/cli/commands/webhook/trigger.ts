import { EventType } from "../../../schema/events/index.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { IN_WORKSPACE, WEBHOOK, webhooksOf } from "../../webhooks.ts";

export const command: CommandModule = {
  description: "Send the example of a type of event to an endpoint, and show how it answered.",
  examples: ["cairn webhook trigger we_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c --type run.finished"],
  args: [WEBHOOK],
  options: [
    { flags: "--type <type>", description: "Whose example is sent", choices: EventType.options, default: "webhook.tested" },
    IN_WORKSPACE,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const { webhooks, scope } = await webhooksOf(ctx, invocation);
    const sent = await webhooks.test(invocation.args[0] ?? "", { type: EventType.parse(textOf(invocation, "type")) }, scope);
    if (out.isJson) out.json(sent);
    const [attempt] = sent.history;
    const how = attempt?.status ? `It answered ${attempt.status} in ${attempt.duration_ms} ms.` : (attempt?.error ?? "Nothing was sent.");
    if (sent.status !== "delivered") throw new Failure(EXIT.failure, how);
    out.say(how);
  },
};
