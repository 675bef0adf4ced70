import { writeTargetRoots } from "../../cache.ts";
import type { CommandModule } from "../../command.ts";
import { readAll } from "../../lists.ts";
import { needScope } from "../../selection.ts";

export const command: CommandModule = {
  description:
    "Fetch the target roots of the workspace. What was cached for this server, organization and workspace is replaced, and nothing else.",
  examples: ["cairn target-root sync", "cairn target-root sync --org acme --workspace vision"],
  async run(ctx) {
    const { out } = ctx;
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const { items } = await readAll(client.targetRoots.list({ limit: 200 }, scope));
    const { file, cached } = writeTargetRoots(ctx, scope, items);
    if (out.isJson) out.json(cached);
    out.say(`Synced ${items.length} target root${items.length === 1 ? "" : "s"} of ${scope.organization}/${scope.workspace} to ${file}.`);
  },
};
