import { CairnError } from "../../../errors.ts";
import type { Lines } from "../../../schema/logs.ts";
import { LogLevel } from "../../../schema/logs.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { findRun, RUN_WORDS } from "../../find-run.ts";
import { wakeOf } from "../../live-wake.ts";
import { shownLine } from "../../log-lines.ts";
import { isEnded } from "../../run-status.ts";
import { needScope } from "../../selection.ts";
import { plain } from "../../text.ts";

const TAIL_MAX = 5_000;
const PAGE = 5_000;

function tailOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const tail = Number(text);
  if (!Number.isInteger(tail) || tail < 1 || tail > TAIL_MAX) throw usage(`--tail must be a whole number from 1 to ${TAIL_MAX}.`);
  return tail;
}

export const command: CommandModule = {
  description:
    "Print what a run printed. With -f it goes on with each new line until the run ends. --json prints one line of the log per line, as JSON.",
  examples: ["cairn run logs 12", "cairn run logs 12 -f --tail 50", "cairn run logs 12 --grep 'loss=nan' --level warning --timestamps"],
  args: [{ name: "<run>", description: RUN_WORDS, complete: "run" }],
  options: [
    { flags: "-f, --follow", description: "Wait for new lines until the run ends" },
    { flags: "--tail <n>", description: `Begin with the last n lines, at most ${TAIL_MAX}` },
    { flags: "--grep <regex>", description: "Only lines that match (RE2: linear time)" },
    { flags: "--level <level>", description: "Only lines of this level or a more serious one", choices: LogLevel.options },
    { flags: "-t, --timestamps", description: "Put the time before each line, UTC" },
  ],
  async run(ctx, invocation) {
    const { out, io } = ctx;
    const tail = tailOf(textOf(invocation, "tail"));
    const regex = textOf(invocation, "grep");
    const level = textOf(invocation, "level");
    const words = { ...(regex && { regex }), ...(level && { level: LogLevel.parse(level) }) };
    const timestamps = invocation.options.timestamps === true;
    const client = await ctx.client();
    const scope = { ...(await needScope(ctx, client)), signal: io.signal };
    const id = await findRun(client, scope, invocation.args[0] ?? "");
    let after = 0;
    const print = (page: Lines) => {
      for (const line of page.items) {
        if (out.isJson) out.stdout.write(`${JSON.stringify(line)}\n`);
        else out.data(shownLine(ctx, line, { timestamps }));
      }
      after = Math.max(after, page.next_after ?? page.total, page.items.at(-1)?.number ?? 0);
      return page.next_after !== null;
    };
    /** Prints all that came after what was printed. */
    const catchUp = async () => {
      while (print(await client.runs.lines(id, { after, limit: PAGE, ...words }, scope)));
    };
    const isFollowing = invocation.options.follow === true;
    const wake = isFollowing ? wakeOf(ctx, scope, { run: id }) : null;
    try {
      if (tail !== undefined) print(await client.runs.lines(id, { tail, ...words }, scope));
      else await catchUp();
      if (!wake) return;
      let isLost = false;
      for (;;) {
        try {
          // The status first: what a run that ended printed is there when its end is.
          const run = await client.runs.get(id, scope);
          await catchUp();
          isLost = false;
          if (isEnded(run.status)) return out.say(`${plain(run.name)} ${run.status}${run.error ? `: ${plain(run.error)}` : ""}.`);
        } catch (error) {
          // A server that restarts is no reason to end.
          if (!CairnError.isCairnError(error) || !error.isRetryable) throw error;
          if (!isLost) out.say(`${ctx.host} does not answer; trying again.`);
          isLost = true;
        }
        await wake.next();
      }
    } finally {
      wake?.close();
    }
  },
};
