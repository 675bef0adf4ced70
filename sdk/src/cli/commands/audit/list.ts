import { AUDIT_OPTIONS, auditFilterOf, trailOf } from "../../audit-filter.ts";
import type { CommandModule } from "../../command.ts";
import { PAGE_OPTIONS, pageSize, readPage } from "../../lists.ts";
import { moment } from "../../text.ts";

export const command: CommandModule = {
  description:
    "Show who did what in the organization, newest first: for owners and admins. With --here in the selected workspace and to it: for its admins.",
  examples: [
    "cairn audit list",
    "cairn audit list --action 'member.*' --from 2026-11-01",
    "cairn audit list --here --action 'run.*'",
    "cairn audit list --outcome denied --json",
  ],
  options: [...AUDIT_OPTIONS, ...PAGE_OPTIONS],
  async run(ctx, invocation) {
    const { out } = ctx;
    const query = { ...auditFilterOf(invocation), limit: pageSize(invocation) };
    const client = await ctx.client();
    const trail = await trailOf(ctx, client, invocation);
    const page = await readPage(trail.list(query), invocation);
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say(`Nothing in ${trail.of} fits.`);
    out.table(page.items, [
      { title: "WHEN", value: (entry) => moment(entry.at) },
      { title: "WHO", value: (entry) => entry.actor.name, style: () => "bold" },
      { title: "ACTION", value: (entry) => entry.action },
      { title: "OUTCOME", value: (entry) => entry.outcome, style: (entry) => (entry.outcome === "success" ? "dim" : "red") },
      { title: "TARGET", value: (entry) => entry.target.name ?? entry.target.id },
      { title: "FROM", value: (entry) => entry.ip, optional: "uncut" },
      { title: "POSITION", align: "right", value: (entry) => entry.position, optional: "uncut" },
    ]);
    if (page.next_cursor) out.say(`There is more: --all, or --cursor ${page.next_cursor}`);
  },
};
