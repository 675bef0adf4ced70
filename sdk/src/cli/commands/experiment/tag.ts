import { changeExperiment } from "../../change-experiment.ts";
import { type CommandModule, listOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { EXPERIMENT_WORDS } from "../../find-experiment.ts";
import { parseTags } from "../../tags.ts";

export const command: CommandModule = {
  description: "Set and remove tags of an experiment.",
  examples: ["cairn experiment tag penguins team=vision", "cairn experiment tag penguins --remove team"],
  args: [
    { name: "<experiment>", description: EXPERIMENT_WORDS, complete: "experiment" },
    { name: "[tags...]", description: "Tags as key=value" },
  ],
  options: [{ flags: "--remove <key>", description: "Remove this tag; may be repeated", repeat: true }],
  async run(ctx, invocation) {
    const [word, ...words] = invocation.args;
    const tags = parseTags(words.filter((each) => each !== undefined));
    const remove = listOf(invocation, "remove");
    if (Object.keys(tags).length + remove.length === 0)
      throw usage("Give a tag as key=value, or --remove key.", "cairn experiment tag --help");
    await changeExperiment(ctx, word, { tags, remove_tags: remove }, (changed) => `Tagged ${changed.name}.`);
  },
};
