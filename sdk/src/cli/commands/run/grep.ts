import { LogLevel } from "../../../schema/logs.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { shownLine } from "../../log-lines.ts";
import { needScope } from "../../selection.ts";

const PAGE = 200;

export const command: CommandModule = {
  description:
    "Print the lines of many runs that hold a text, newest runs first, each with the run's number and the line's. --json prints one line of the log per line, as JSON.",
  examples: [
    "cairn run grep 'out of memory'",
    "cairn run grep --regex 'loss=(nan|inf)' --experiment penguins",
    "cairn run grep '' --level error --filter 'status = failed'",
  ],
  args: [{ name: "<text>", description: "What the line holds, in any case" }],
  options: [
    { flags: "--regex", description: "The text is a regular expression (RE2: linear time)" },
    { flags: "--level <level>", description: "Only lines of this level or a more serious one", choices: LogLevel.options },
    { flags: "-e, --experiment <name>", description: "Only runs of this experiment" },
    { flags: "-f, --filter <filter>", description: "Only runs that the filter finds" },
    { flags: "--limit <n>", description: "Stop after so many lines; 1000 when left out" },
    { flags: "-t, --timestamps", description: "Put the time before each line, UTC" },
  ],
  async run(ctx, invocation) {
    const { out, io } = ctx;
    const text = invocation.args[0] ?? "";
    const level = textOf(invocation, "level");
    const experiment = textOf(invocation, "experiment");
    const filter = textOf(invocation, "filter");
    const limit = Number(textOf(invocation, "limit") ?? 1_000);
    if (!Number.isInteger(limit) || limit < 1) throw usage("--limit must be a whole number from 1.");
    if (text === "" && !level) throw usage("Give a text to look for, or --level.");
    const client = await ctx.client();
    const scope = { ...(await needScope(ctx, client)), signal: io.signal };
    const timestamps = invocation.options.timestamps === true;
    const asked = {
      ...(text === "" ? {} : invocation.options.regex === true ? { regex: text } : { q: text }),
      ...(level ? { level: LogLevel.parse(level) } : {}),
      ...(experiment ? { experiments: [experiment] } : {}),
      ...(filter ? { filter } : {}),
      limit: Math.min(PAGE, limit),
    };
    let found = 0;
    for (let cursor: string | null | undefined; cursor !== null && found < limit; ) {
      const page = await client.runs.searchLines({ ...asked, ...(cursor ? { cursor } : {}) }, scope);
      for (const { run, line } of page.items.slice(0, limit - found)) {
        if (out.isJson) out.stdout.write(`${JSON.stringify({ run, line })}\n`);
        else out.data(`${out.paint(out.stdout, "dim", `#${run.number}:${line.number}:`)} ${shownLine(ctx, line, { timestamps })}`);
      }
      found += page.items.length;
      cursor = page.next_cursor;
    }
    if (found === 0) out.say("No line matches.");
    else if (found >= limit) out.say(`Stopped after ${limit} lines; --limit shows more.`);
  },
};
