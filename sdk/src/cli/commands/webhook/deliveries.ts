import { MessageStatus } from "../../../schema/webhooks.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { PAGE_OPTIONS, pageSize, readPage } from "../../lists.ts";
import { moment } from "../../text.ts";
import { IN_WORKSPACE, WEBHOOK, webhooksOf } from "../../webhooks.ts";

export const command: CommandModule = {
  description: "List what was or will be delivered to an endpoint, newest first; with a message, its attempts.",
  examples: [
    "cairn webhook deliveries we_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c --status failed",
    "cairn webhook deliveries we_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c evt_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c",
  ],
  args: [WEBHOOK, { name: "[message]", description: "Id of the event" }],
  options: [{ flags: "--status <status>", description: "Only those", choices: MessageStatus.options }, ...PAGE_OPTIONS, IN_WORKSPACE],
  async run(ctx, invocation) {
    const { out } = ctx;
    const [id = "", message] = invocation.args;
    const { webhooks, scope } = await webhooksOf(ctx, invocation);
    if (message !== undefined) {
      const detail = await webhooks.message(id, message, scope);
      if (out.isJson) return out.json(detail);
      return out.table(detail.history, [
        { title: "#", value: (attempt) => attempt.number, align: "right" },
        { title: "AT", value: (attempt) => moment(attempt.at) },
        { title: "STATUS", value: (attempt) => attempt.status ?? "–" },
        { title: "MS", value: (attempt) => attempt.duration_ms, align: "right" },
        { title: "CAUSE", value: (attempt) => attempt.cause },
        { title: "ERROR", value: (attempt) => attempt.error ?? "" },
      ]);
    }
    const status = textOf(invocation, "status");
    const query = { limit: pageSize(invocation), ...(status && { status: MessageStatus.parse(status) }) };
    const page = await readPage(webhooks.messages(id, query, scope), invocation);
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say("Nothing.");
    out.table(page.items, [
      { title: "TYPE", value: (one) => one.type, style: () => "bold" },
      { title: "STATUS", value: (one) => one.status, style: (one) => (one.status === "delivered" ? "green" : "yellow") },
      { title: "ATTEMPTS", value: (one) => one.attempts, align: "right" },
      { title: "AT", value: (one) => moment(one.at) },
      { title: "NEXT", value: (one) => (one.next_attempt_at ? moment(one.next_attempt_at) : "") },
      { title: "MESSAGE", whole: true, value: (one) => one.id, style: () => "dim" },
    ]);
    if (page.next_cursor) out.say(`There are more: --cursor ${page.next_cursor}, or --all.`);
  },
};
