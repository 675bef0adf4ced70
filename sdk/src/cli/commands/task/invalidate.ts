import { confirmOrFail } from "../../change-runs.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { PLACE_OPTIONS } from "../../tasks/place.ts";
import { shelfOf } from "../../tasks/shelf.ts";
import { counted } from "../../text.ts";

export const command: CommandModule = {
  description: "Take the output of a task back, so that it is computed anew when it is asked for. Refused while it is computed.",
  examples: ["cairn task invalidate 3f2a9c01", "cairn task invalidate 3f2a9c01 --cascade --reason 'wrong labels' --yes"],
  args: [{ name: "<task>", description: "Its id, or the first 8 digits of it or more" }],
  options: [
    { flags: "--cascade", description: "Also of all that need it, however far behind" },
    { flags: "--reason <text>", description: "Why; it is kept in the history" },
    { flags: "-y, --yes", description: "Do not ask" },
    ...PLACE_OPTIONS,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const [word = ""] = invocation.args;
    const cascade = invocation.options.cascade === true;
    const shelf = await shelfOf(ctx, invocation);
    if (cascade) {
      const count = (await shelf.relatives(word, "dependents", true)).length + 1;
      await confirmOrFail(ctx, invocation, `Take back ${counted(count, "output")}?`, `This would take back ${counted(count, "output")}`);
    }
    const tasks = await shelf.invalidate(word, { cascade, reason: textOf(invocation, "reason") });
    if (out.isJson) out.json({ tasks });
    out.say(`Took back ${counted(tasks.length, "task")}.`);
  },
};
