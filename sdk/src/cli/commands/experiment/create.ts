import { type CommandModule, listOf, textOf } from "../../command.ts";
import { needScope } from "../../selection.ts";
import { parseTags } from "../../tags.ts";

export const command: CommandModule = {
  description: "Create an experiment. Logging a run creates its experiment too; this one can carry a description and tags from the start.",
  examples: ["cairn experiment create penguins", 'cairn experiment create vision/resnet --description "Baseline" --tag team=vision'],
  args: [{ name: "<name>", description: "Name; / groups experiments" }],
  options: [
    { flags: "--description <text>", description: "What it is about (Markdown)" },
    { flags: "--tag <key=value>", description: "A tag; may be repeated", repeat: true },
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const description = textOf(invocation, "description");
    const tags = parseTags(listOf(invocation, "tag"));
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const created = await client.experiments.create(
      { name: invocation.args[0] ?? "", tags, ...(description !== undefined && { description }) },
      scope,
    );
    if (out.isJson) out.json(created);
    else out.data(created.id);
    out.say(`Created ${created.name} in ${scope.organization}/${scope.workspace}.`);
  },
};
