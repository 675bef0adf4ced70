import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { findWebhook, nameOf, PLACE_OPTION, placeOf, WEBHOOK_WORDS } from "../../webhook/place.ts";

const UNITS_MS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment as people give it: a date and time, or how long ago (`90m`, `2h`, `3d`). */
function momentOf(flag: string, text: string): string {
  const [, count, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const at = count && unit ? new Date(Date.now() - Number(count) * (UNITS_MS[unit] ?? 0)) : new Date(text);
  if (Number.isNaN(at.getTime())) throw usage(`${flag} must be a time such as 2026-11-28T09:00:00Z, or how long ago: 90m, 2h, 3d.`);
  return at.toISOString();
}

export const command: CommandModule = {
  description: "Send one message again, or those of a range of time: failed and held ones, with --delivered all. Messages keep their ids.",
  examples: [
    "cairn webhook replay pager evt_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c",
    "cairn webhook replay pager --since 2h --dry-run",
    "cairn webhook replay pager --since 2026-11-28T09:00:00Z --until 2026-11-28T11:00:00Z --delivered",
  ],
  args: [
    { name: "<webhook>", description: WEBHOOK_WORDS },
    { name: "[message]", description: "Id of one message" },
  ],
  options: [
    { flags: "--since <time>", description: "Events from then on: a time, or how long ago (90m, 2h, 3d)" },
    { flags: "--until <time>", description: "Events before then; now when left out" },
    { flags: "--delivered", description: "Also those that were delivered" },
    { flags: "--dry-run", description: "Only say how many messages of a range would be sent" },
    PLACE_OPTION,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const [word = "", message] = invocation.args;
    const since = textOf(invocation, "since");
    const until = textOf(invocation, "until");
    if ((message === undefined) === (since === undefined))
      throw usage("Give the id of a message, or --since.", "cairn webhook replay --help");
    const isDry = invocation.options.dryRun === true;
    if (isDry && since === undefined) throw usage("--dry-run goes with --since.", "cairn webhook replay --help");
    const range = since === undefined ? null : { since: momentOf("--since", since), ...(until && { until: momentOf("--until", until) }) };
    const client = await ctx.client();
    const place = await placeOf(ctx, client, invocation);
    const hook = await findWebhook(place, word);
    if (range) {
      const status = invocation.options.delivered === true ? "all" : "failed";
      const answer = await place.hooks.replay(hook.id, { ...range, status, dry_run: isDry }, place.options);
      if (out.isJson) out.json(answer);
      const words = answer.count === 1 ? "1 message" : `${answer.count} messages`;
      if (isDry) return out.say(`${words} would be sent to ${nameOf(hook)} again.`);
      return out.say(`${words} ${answer.count === 1 ? "is" : "are"} sent to ${nameOf(hook)} again.`);
    }
    const answer = await place.hooks.replayMessage(hook.id, message ?? "", place.options);
    if (out.isJson) out.json(answer);
    out.say(`${answer.type} is sent to ${nameOf(hook)} again.`);
  },
};
