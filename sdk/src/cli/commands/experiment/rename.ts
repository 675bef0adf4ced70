import { changeExperiment } from "../../change-experiment.ts";
import type { CommandModule } from "../../command.ts";
import { EXPERIMENT_WORDS } from "../../find-experiment.ts";

export const command: CommandModule = {
  examples: ["cairn experiment rename penguins vision/penguins"],
  args: [
    { name: "<experiment>", description: EXPERIMENT_WORDS, complete: "experiment" },
    { name: "<name>", description: "The new name" },
  ],
  run: (ctx, { args: [word, name = ""] }) => changeExperiment(ctx, word, { name }, (changed) => `It is called ${changed.name} now.`),
};
