import { changeExperiment } from "../../change-experiment.ts";
import type { CommandModule } from "../../command.ts";
import { EXPERIMENT_WORDS } from "../../find-experiment.ts";

export const command: CommandModule = {
  description: "Take an archived experiment back into the lists.",
  examples: ["cairn experiment restore penguins"],
  args: [{ name: "<experiment>", description: EXPERIMENT_WORDS, complete: "experiment" }],
  run: (ctx, { args }) => changeExperiment(ctx, args[0], { archived: false }, ({ name }) => `Restored ${name}.`),
};
