import { localBuilds } from "../../../tasks/store/books.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { PAGE_OPTIONS, pageSize, readPage } from "../../lists.ts";
import { needScope } from "../../selection.ts";
import { type BuildRow, localRow, printBuilds } from "../../tasks/builds.ts";
import { isLocal, localEnvironment, PLACE_OPTIONS } from "../../tasks/place.ts";

const STATUSES = ["running", "success", "failed", "cancelled", "interrupted"] as const;

export const command: CommandModule = {
  description: "List builds, newest first.",
  examples: ["cairn build list", "cairn build ls --status failed --json"],
  options: [{ flags: "--status <status>", description: "Only those that stand so", choices: STATUSES }, ...PAGE_OPTIONS, ...PLACE_OPTIONS],
  async run(ctx, invocation) {
    const { out } = ctx;
    const status = textOf(invocation, "status") as (typeof STATUSES)[number] | undefined;
    const limit = pageSize(invocation);
    let page: { items: readonly BuildRow[]; next_cursor: string | null };
    if (isLocal(ctx, invocation)) {
      const all = localBuilds(localEnvironment(ctx, invocation)).filter((build) => status === undefined || build.status === status);
      page = { items: (invocation.options.all === true ? all : all.slice(0, limit)).map(localRow), next_cursor: null };
    } else {
      const client = await ctx.client();
      const scope = await needScope(ctx, client);
      page = await readPage(client.builds.list({ limit, ...(status ? { status } : {}) }, scope), invocation);
    }
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say("No build fits.");
    printBuilds(ctx, page.items);
    if (page.next_cursor) out.say("There are more: --all, or --limit.");
  },
};
