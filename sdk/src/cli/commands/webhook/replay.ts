import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { IN_WORKSPACE, WEBHOOK, webhooksOf } from "../../webhooks.ts";

/** An RFC 3339 time, or a span back from now: 90m, 12h, 3d. */
function timeOf(text: string, flag: string): string {
  const span = /^(\d+)([mhd])$/.exec(text);
  const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 }[span?.[2] ?? ""];
  const at = span && unitMs !== undefined ? Date.now() - Number(span[1]) * unitMs : Date.parse(text);
  if (Number.isNaN(at)) throw usage(`${flag} must be a time such as 2026-11-20T00:00:00Z, or how long ago: 90m, 12h, 3d.`);
  return new Date(at).toISOString();
}

export const command: CommandModule = {
  description: "Send messages again: one, or with --since all of a time that failed or were held.",
  examples: [
    "cairn webhook replay we_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c --since 24h",
    "cairn webhook replay we_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c evt_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c",
  ],
  args: [WEBHOOK, { name: "[message]", description: "Id of the event" }],
  options: [
    { flags: "--since <time>", description: "Events from then on: a time, or 90m, 12h, 3d ago" },
    { flags: "--until <time>", description: "Events up to then; now when left out" },
    { flags: "--delivered", description: "Those that were delivered too" },
    IN_WORKSPACE,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const [id = "", message] = invocation.args;
    const since = textOf(invocation, "since");
    const until = textOf(invocation, "until");
    if ((message === undefined) === (since === undefined)) throw usage("Name a message, or give --since.");
    const { webhooks, scope } = await webhooksOf(ctx, invocation);
    if (message !== undefined) {
      const replayed = await webhooks.replayMessage(id, message, scope);
      if (out.isJson) out.json(replayed);
      return out.say(`${replayed.id} is sent again.`);
    }
    const range = {
      since: timeOf(since ?? "", "--since"),
      ...(until && { until: timeOf(until, "--until") }),
      status: invocation.options.delivered === true ? ("all" as const) : ("failed" as const),
    };
    const counted = await webhooks.replay(id, range, scope);
    if (out.isJson) out.json(counted);
    out.say(`${counted.count} ${counted.count === 1 ? "message is" : "messages are"} sent again.`);
  },
};
