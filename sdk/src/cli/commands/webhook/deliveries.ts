import { MessageStatus } from "../../../schema/webhooks.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { PAGE_OPTIONS, pageSize, readPage } from "../../lists.ts";
import { moment } from "../../text.ts";
import { findWebhook, nameOf, PLACE_OPTION, placeOf, WEBHOOK_WORDS } from "../../webhook/place.ts";
import { statusOf, styleOf } from "../../webhook/print.ts";

export const command: CommandModule = {
  description:
    "List what was or will be delivered to an endpoint, newest first. failed: all attempts were used up; held: it came while the endpoint was disabled.",
  examples: ["cairn webhook deliveries pager", "cairn webhook deliveries pager --status failed --all --json"],
  args: [{ name: "<webhook>", description: WEBHOOK_WORDS }],
  options: [
    { flags: "--status <status>", description: "Only messages that stand like this", choices: MessageStatus.options },
    { flags: "--type <type>", description: "Only events of this type, such as run.finished" },
    ...PAGE_OPTIONS,
    PLACE_OPTION,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const status = textOf(invocation, "status");
    const type = textOf(invocation, "type");
    const limit = pageSize(invocation);
    const client = await ctx.client();
    const place = await placeOf(ctx, client, invocation);
    const hook = await findWebhook(place, invocation.args[0] ?? "");
    const query = { limit, ...(status && { status: MessageStatus.parse(status) }), ...(type && { type }) };
    const page = await readPage(place.hooks.messages(hook.id, query, place.options), invocation);
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say(`Nothing was sent to ${nameOf(hook)}${status || type ? " that fits" : " yet"}.`);
    out.table(page.items, [
      { title: "TYPE", value: (message) => message.type, style: () => "bold" },
      { title: "STATUS", value: statusOf, style: styleOf },
      { title: "ATTEMPTS", value: (message) => message.attempts, align: "right" },
      { title: "HAPPENED", value: (message) => moment(message.at) },
      { title: "NEXT ATTEMPT", value: (message) => message.next_attempt_at && moment(message.next_attempt_at), optional: "cut" },
      { title: "ID", whole: true, value: (message) => message.id, style: () => "dim" },
    ]);
    if (page.next_cursor) out.say(`There are more: --all, or --cursor ${page.next_cursor}`);
  },
};
