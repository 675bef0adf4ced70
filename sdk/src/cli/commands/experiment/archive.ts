import { changeExperiment } from "../../change-experiment.ts";
import type { CommandModule } from "../../command.ts";
import { EXPERIMENT_WORDS } from "../../find-experiment.ts";

export const command: CommandModule = {
  description: "Put an experiment away: lists leave it out until it is asked for. Nothing is lost.",
  examples: ["cairn experiment archive penguins"],
  args: [{ name: "<experiment>", description: EXPERIMENT_WORDS, complete: "experiment" }],
  run: (ctx, { args }) => changeExperiment(ctx, args[0], { archived: true }, ({ name }) => `Archived ${name}.`),
};
