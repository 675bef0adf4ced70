import type { Page } from "../../../schema/common.ts";
import type { TargetRoot } from "../../../schema/workspaces.ts";
import { readTargetRoots } from "../../cache.ts";
import type { CommandModule } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure, usage } from "../../failure.ts";
import { readAll } from "../../lists.ts";
import { needScope } from "../../selection.ts";
import { moment } from "../../text.ts";

export const command: CommandModule = {
  examples: ["cairn target-root list", "cairn target-root list --cached --json"],
  options: [{ flags: "--cached", description: "Those of the last sync, without asking the server" }],
  async run(ctx, { options }) {
    const { out } = ctx;
    let page: Page<TargetRoot>;
    if (options.cached === true) {
      const { org, workspace } = ctx;
      if (!org || !workspace) throw usage("Say which workspace: --org and --workspace.", "cairn workspace use");
      const cached = readTargetRoots(ctx, { organization: org, workspace });
      if (!cached)
        throw new Failure(EXIT.notFound, `The target roots of ${org}/${workspace} were not synced yet.`, "cairn target-root sync");
      page = { items: cached.items, next_cursor: null };
      out.say(`As of ${moment(cached.synced_at)}.`);
    } else {
      const client = await ctx.client();
      page = await readAll(client.targetRoots.list({ limit: 200 }, await needScope(ctx, client)));
    }
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say("No target roots in this workspace.");
    out.table(page.items, [
      { title: "NAME", value: (root) => root.name, style: () => "bold" },
      { title: "URI", whole: true, value: (root) => root.uri },
      { title: "CHANGED", value: (root) => moment(root.updated_at), style: () => "dim" },
    ]);
  },
};
