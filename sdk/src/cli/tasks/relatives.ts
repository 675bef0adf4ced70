import type { CommandModule } from "../command.ts";
import { PLACE_OPTIONS } from "./place.ts";
import { printRelatives } from "./print.ts";
import { shelfOf } from "./shelf.ts";

/** A command that lists what is around a task, nearest first. */
export const relativesCommand = (direction: "dependencies" | "dependents", verb: "deps" | "rdeps"): CommandModule => ({
  description:
    direction === "dependencies"
      ? "List what a task needs, also what it found out to need while it ran."
      : "List what needs a task: what would have to be computed anew if it changed.",
  examples: [`cairn task ${verb} 3f2a9c01`, `cairn task ${verb} 3f2a9c01 --transitive`],
  args: [{ name: "<task>", description: "Its id, or the first 8 digits of it or more" }],
  options: [{ flags: "-t, --transitive", description: "Also those of those, however far" }, ...PLACE_OPTIONS],
  async run(ctx, invocation) {
    const { out } = ctx;
    const shelf = await shelfOf(ctx, invocation);
    const items = await shelf.relatives(invocation.args[0] ?? "", direction, invocation.options.transitive === true);
    if (out.isJson) out.json({ items });
    else if (items.length === 0) out.say(direction === "dependencies" ? "It needs nothing." : "Nothing needs it.");
    else printRelatives(ctx, items);
  },
});
