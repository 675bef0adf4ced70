import type { CommandModule } from "../command.ts";
import { completionsFor } from "../completions.ts";

export const command: CommandModule = {
  examples: [],
  args: [{ name: "[words...]", description: "The command line so far, without `cairn`" }],
  forgivesProfile: true,
  async run(ctx, { args }) {
    const words = args.map((word) => word ?? "");
    // Whatever goes wrong, a half-typed command line is no place for messages.
    const found = await completionsFor(ctx, words).catch(() => []);
    for (const { value, description } of found) ctx.out.data(description ? `${value}\t${description}` : value);
  },
};
