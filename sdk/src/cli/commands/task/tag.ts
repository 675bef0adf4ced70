import { type CommandModule, listOf, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { needScope } from "../../selection.ts";
import { parseTags } from "../../tags.ts";
import { counted } from "../../text.ts";

export const command: CommandModule = {
  description:
    "Set and remove tags of tasks in a workspace, or what people call one. A word with = is a tag, another one names a task. In a local store tasks have the tags and labels that code gives them: task.tagged(), task.labelled().",
  examples: [
    "cairn task tag 3f2a9c01 7bd04e55 team=vision reviewed=yes",
    "cairn task tag 3f2a9c01 --remove team",
    'cairn task tag 3f2a9c01 --label "Baseline"',
  ],
  args: [{ name: "[words...]", description: "Ids, or the first 8 digits of them or more; and tags as key=value" }],
  options: [
    { flags: "--remove <key>", description: "Remove this tag; may be repeated", repeat: true },
    { flags: "--label <name>", description: "What people call the task; empty: nothing" },
  ],
  async run(ctx, invocation) {
    const words = invocation.args.filter((word) => word !== undefined);
    const tags = parseTags(words.filter((word) => word.includes("=")));
    const named = words.filter((word) => !word.includes("="));
    const remove = listOf(invocation, "remove");
    const label = textOf(invocation, "label");
    if (named.length === 0) throw usage("Name a task by its id.", "cairn task list");
    if (Object.keys(tags).length + remove.length === 0 && label === undefined)
      throw usage("Give a tag as key=value, --remove key, or --label name.", "cairn task tag --help");
    if (label !== undefined && named.length > 1) throw usage("--label names one task.");
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const change = {
      ...(Object.keys(tags).length > 0 ? { tags } : {}),
      ...(remove.length > 0 ? { remove_tags: remove } : {}),
      ...(label === undefined ? {} : { label: label.trim() === "" ? null : label }),
    };
    const items = [];
    for (const word of named) items.push(await client.tasks.update(word, change, scope));
    if (ctx.out.isJson) return ctx.out.json({ items });
    ctx.out.say(`Changed ${counted(items.length, "task")}.`);
  },
};
