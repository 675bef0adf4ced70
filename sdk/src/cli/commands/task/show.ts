import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { PLACE_OPTIONS } from "../../tasks/place.ts";
import { printTask } from "../../tasks/print-task.ts";
import { shelfOf } from "../../tasks/shelf.ts";

export const command: CommandModule = {
  description: "Show one task: parameters, output, attempts, what it needs and what needs it; or one of its logs or reports.",
  examples: ["cairn task show 3f2a9c01", "cairn task show 3f2a9c01 --log", 'cairn task show 3f2a9c01 --report "left out"'],
  args: [{ name: "<task>", description: "Its id, or the first 8 digits of it or more" }],
  options: [
    { flags: "--log [attempt]", description: "Print the log of an attempt: of the last one when none is named" },
    { flags: "--report <name>", description: "Print a report" },
    ...PLACE_OPTIONS,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const [word = ""] = invocation.args;
    const { log } = invocation.options;
    const report = textOf(invocation, "report");
    const shelf = await shelfOf(ctx, invocation);
    if (log !== undefined) {
      const attempt = typeof log === "string" ? Number(log) : undefined;
      if (attempt !== undefined && !(Number.isInteger(attempt) && attempt > 0))
        throw usage(`--log takes the number of an attempt, not ${log}.`);
      out.stdout.write(await shelf.log(word, attempt));
      return;
    }
    if (report !== undefined) return out.data((await shelf.report(word, report)).trimEnd());
    const task = await shelf.get(word);
    if (out.isJson) out.json(task);
    else printTask(ctx, task);
  },
};
