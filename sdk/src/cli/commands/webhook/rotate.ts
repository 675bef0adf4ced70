import { ROTATION_OVERLAP_HOURS } from "../../../schema/webhooks.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { IN_WORKSPACE, WEBHOOK, webhooksOf } from "../../webhooks.ts";

export const command: CommandModule = {
  description: "Give an endpoint a new secret, which goes to standard output. For a while the former one signs too.",
  examples: [
    "cairn webhook rotate we_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c",
    "cairn webhook rotate we_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c --overlap 0",
  ],
  args: [WEBHOOK],
  options: [
    { flags: "--overlap <hours>", description: "So long the former one signs too", default: String(ROTATION_OVERLAP_HOURS) },
    IN_WORKSPACE,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const hours = Number(textOf(invocation, "overlap"));
    if (!Number.isInteger(hours) || hours < 0 || hours > 168) throw usage("--overlap must be a number of hours from 0 to 168.");
    const { webhooks, scope } = await webhooksOf(ctx, invocation);
    const secret = await webhooks.rotate(invocation.args[0] ?? "", { overlap_hours: hours }, scope);
    if (out.isJson) out.json(secret);
    else out.data(secret.secret);
    out.say(hours === 0 ? "The former secret signs no more." : `The former secret signs too for ${hours} hours.`);
  },
};
