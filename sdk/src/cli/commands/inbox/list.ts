import { collaborationOf } from "../../../collaboration/index.ts";
import { NOTIFICATION_KINDS, type NotificationKind } from "../../../schema/notifications.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { PAGE_OPTIONS, pageSize, readPage } from "../../lists.ts";
import { moment } from "../../text.ts";

export const command: CommandModule = {
  description: "List what you were told, newest first: of every organization. Keys have no inbox.",
  examples: ["cairn inbox list --unread", "cairn inbox list --kind mention --json"],
  options: [
    { flags: "--unread", description: "Only what you have not read" },
    { flags: "--archived", description: "What you put away" },
    { flags: "--kind <kind>", description: "Only of this kind", choices: Object.keys(NOTIFICATION_KINDS) },
    ...PAGE_OPTIONS,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const { inbox } = collaborationOf(await ctx.client());
    const { unread, archived } = invocation.options;
    const query = {
      limit: pageSize(invocation),
      show: unread === true ? ("unread" as const) : archived === true ? ("archived" as const) : ("inbox" as const),
      kind: textOf(invocation, "kind") as NotificationKind | undefined,
    };
    const page = await readPage(inbox.list(query), invocation);
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say("Nothing here.");
    out.table(page.items, [
      { title: "", value: (each) => (each.read_at === null ? "•" : " ") },
      { title: "WHEN", value: (each) => moment(each.at), style: () => "dim" },
      { title: "WHAT", value: (each) => each.title, style: (each) => (each.read_at === null ? "bold" : undefined) },
      { title: "WHERE", value: (each) => [each.organization.name, each.workspace?.name].filter(Boolean).join(" / "), style: () => "dim" },
      { title: "ID", whole: true, optional: "uncut", value: (each) => each.id, style: () => "dim" },
    ]);
    if (page.next_cursor) out.say(`There are more: add --all, or --cursor ${page.next_cursor}`);
  },
};
