import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { findWebhook, nameOf, PLACE_OPTION, placeOf, WEBHOOK_WORDS } from "../../webhook/place.ts";

const OVERLAP_MAX_HOURS = 168;

export const command: CommandModule = {
  description:
    "Replace the secret of an endpoint; the new one goes to standard output. For the overlap both sign, so that a receiver misses nothing while it changes over.",
  examples: ["cairn webhook rotate pager", "cairn webhook rotate pager --overlap 0   # it leaked"],
  args: [{ name: "<webhook>", description: WEBHOOK_WORDS }],
  options: [
    { flags: "--overlap <hours>", description: `Hours in which the former secret signs too, 0 to ${OVERLAP_MAX_HOURS}`, default: "24" },
    PLACE_OPTION,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const hours = Number(textOf(invocation, "overlap"));
    if (!Number.isInteger(hours) || hours < 0 || hours > OVERLAP_MAX_HOURS)
      throw usage(`--overlap must be a whole number of hours from 0 to ${OVERLAP_MAX_HOURS}.`);
    const client = await ctx.client();
    const place = await placeOf(ctx, client, invocation);
    const hook = await findWebhook(place, invocation.args[0] ?? "");
    const answer = await place.hooks.rotate(hook.id, { overlap_hours: hours }, place.options);
    if (out.isJson) out.json(answer);
    else out.data(answer.secret);
    out.say(
      `${nameOf(hook)} has a new secret. ${hours === 0 ? "The former one signs no more." : `The former one signs too for ${hours} h.`}`,
    );
  },
};
