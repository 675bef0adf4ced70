import { collaborationOf } from "../../../collaboration/index.ts";
import type { CommandModule } from "../../command.ts";
import { usage } from "../../failure.ts";
import { counted } from "../../text.ts";

export const command: CommandModule = {
  description: "Mark what you were told as read: some of it, or all.",
  examples: ["cairn inbox read evt_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", "cairn inbox read --all"],
  args: [{ name: "[ids...]", description: "Ids, as cairn inbox list shows them" }],
  options: [
    { flags: "--all", description: "All of the inbox" },
    { flags: "--archive", description: "Put it away too" },
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const ids = [...new Set(invocation.args.filter((id) => id !== undefined))];
    const isAll = invocation.options.all === true;
    if (isAll === ids.length > 0) throw usage("Name what was read by its id, or give --all.", "cairn inbox list");
    const { inbox } = collaborationOf(await ctx.client());
    const marks = { read: true, ...(invocation.options.archive === true ? { archived: true } : {}) };
    if (isAll) {
      // What comes in after this look stays unread.
      const newest = (await inbox.list({ limit: 1 }).page()).items[0];
      if (newest) await inbox.mark({ ...marks, until: newest.id });
    } else for (const id of ids) await inbox.update(id, marks);
    const { unread } = await inbox.count();
    if (out.isJson) return out.json({ unread });
    out.say(`${isAll ? "Marked the inbox" : `Marked ${counted(ids.length, "notification")}`} as read. ${unread} unread.`);
  },
};
