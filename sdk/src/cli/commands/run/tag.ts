import { CHANGE_OPTIONS, changeRuns, chosenRuns, confirmOrFail } from "../../change-runs.ts";
import { type CommandModule, listOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { RUN_WORDS } from "../../find-run.ts";
import { needScope } from "../../selection.ts";
import { parseTags } from "../../tags.ts";
import { counted } from "../../text.ts";

export const command: CommandModule = {
  description: "Set and remove tags of runs. A word with = is a tag, another one names a run.",
  examples: [
    "cairn run tag 12 13 team=vision reviewed=yes",
    "cairn run tag 12 --remove team",
    "cairn run tag --filter 'params.lr > 1' odd=yes --yes",
  ],
  args: [{ name: "[words...]", description: `${RUN_WORDS}; and tags as key=value`, complete: "run" }],
  options: [{ flags: "--remove <key>", description: "Remove this tag; may be repeated", repeat: true }, ...CHANGE_OPTIONS],
  async run(ctx, invocation) {
    const words = invocation.args.filter((word) => word !== undefined);
    const tags = parseTags(words.filter((word) => word.includes("=")));
    const remove = listOf(invocation, "remove");
    if (Object.keys(tags).length + remove.length === 0) throw usage("Give a tag as key=value, or --remove key.", "cairn run tag --help");
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const named = words.filter((word) => !word.includes("="));
    const { ids, isByCondition } = await chosenRuns(client, scope, invocation, { words: named });
    if (isByCondition && ids.length > 0)
      await confirmOrFail(
        ctx,
        invocation,
        `Change the tags of ${counted(ids.length, "run")}?`,
        `This would change ${counted(ids.length, "run")}`,
      );
    await changeRuns(ctx, client, scope, ids, { kind: "tag", tags, remove_tags: remove }, "Tagged");
  },
};
