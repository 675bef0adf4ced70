import type { RunDetail } from "../../../schema/runs.ts";
import type { CommandModule } from "../../command.ts";
import type { Context } from "../../context.ts";
import { unifiedDiff } from "../../diff/unified.ts";
import { findRun, RUN_WORDS } from "../../find-run.ts";
import type { Style } from "../../output.ts";
import { needScope } from "../../selection.ts";
import { counted, plain } from "../../text.ts";

/** What of the code two runs have is not the same. */
function codeOf(a: RunDetail, b: RunDetail) {
  const [before, after] = [a.environment, b.environment];
  const facts = (["commit", "branch", "remote", "dirty"] as const).map((name) => ({
    name: name as string,
    before: before.git?.[name] ?? null,
    after: after.git?.[name] ?? null,
  }));
  for (const name of ["command", "runtime", "platform"] as const)
    facts.push({ name, before: before[name] ?? null, after: after[name] ?? null });
  const [left, right] = [before.packages ?? {}, after.packages ?? {}];
  const packages = [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .sort()
    .map((name) => ({ name, before: left[name] ?? null, after: right[name] ?? null }))
    .filter((each) => each.before !== each.after);
  return {
    facts: facts.filter((each) => each.before !== each.after),
    packages,
    diff: unifiedDiff(before.git?.diff ?? "", after.git?.diff ?? ""),
    leftOut: [a, b].flatMap(({ name, environment }) =>
      environment.git?.diff_left_out ? [`${name}: ${environment.git.diff_left_out}`] : [],
    ),
  };
}

/** Colour of a line of a diff of diffs: its own sign counts first. */
function styleOf(line: string): Style | undefined {
  if (line.startsWith("@@")) return "cyan";
  if (line.startsWith("+")) return "green";
  if (line.startsWith("-")) return "red";
  return undefined;
}

function print({ out }: Context, a: RunDetail, b: RunDetail, code: ReturnType<typeof codeOf>): void {
  const say = (style: Style | undefined, line: string) => out.data(out.paint(out.stdout, style, plain(line)));
  const change = ({ name, before, after }: { name: string; before: unknown; after: unknown }) => {
    if (before !== null) say("red", `-${name} ${before}`);
    if (after !== null) say("green", `+${name} ${after}`);
  };
  say("bold", `--- #${a.number} ${a.name}`);
  say("bold", `+++ #${b.number} ${b.name}`);
  for (const fact of code.facts) change(fact);
  if (code.packages.length > 0) {
    say("cyan", "@@ packages @@");
    for (const each of code.packages) change(each);
  }
  if (code.diff.length > 0) {
    say("cyan", "@@ changes that were not committed @@");
    for (const line of code.diff) say(styleOf(line), line);
  }
}

export const command: CommandModule = {
  description:
    "Compare the code of two runs: commit, command, packages, and the changes that were not committed, as a unified diff. Params and metrics: cairn run compare.",
  examples: ["cairn run diff 12 13", "cairn run diff 12 13 --json"],
  args: [
    { name: "<run>", description: RUN_WORDS, complete: "run" },
    { name: "<other>", description: "The run to compare it with", complete: "run" },
  ],
  async run(ctx, { args }) {
    const { out } = ctx;
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const [first, second] = [await findRun(client, scope, args[0] ?? ""), await findRun(client, scope, args[1] ?? "")];
    const [a, b] = await Promise.all([client.runs.get(first, scope), client.runs.get(second, scope)]);
    const code = codeOf(a, b);
    const { facts, packages, diff, leftOut } = code;
    if (out.isJson)
      return out.json({
        runs: [a, b].map(({ id, number, name }) => ({ id, number, name })),
        facts,
        packages,
        diff: diff.length > 0 ? `${diff.join("\n")}\n` : "",
      });
    if (facts.length + packages.length + diff.length === 0) out.say("The code of these runs is the same.");
    else {
      print(ctx, a, b, code);
      out.say(`${counted(facts.length, "fact")}, ${counted(packages.length, "package")}, ${counted(diff.length, "line")} of diff.`);
    }
    for (const line of leftOut) out.warn(`A diff is missing: ${plain(line)}`);
  },
};
