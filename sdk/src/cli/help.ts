import type { Command, Help } from "commander";

export const ROOT_EXAMPLES: readonly string[] = ["cairn login", "cairn whoami", "cairn org list", "cairn run list --json"];

const INDENT = "  ";

function section(title: string, rows: readonly (readonly [string, string])[], helper: Help, width: number): string {
  if (rows.length === 0) return "";
  const pad = Math.max(...rows.map(([term]) => term.length)) + 2;
  const lines = rows.map(([term, text]) => {
    const room = Math.max(24, width - INDENT.length - pad);
    return `${INDENT}${term.padEnd(pad)}${helper.boxWrap(text, room).replaceAll("\n", `\n${" ".repeat(INDENT.length + pad)}`)}`.trimEnd();
  });
  return `${title}\n${lines.join("\n")}\n`;
}

/** Help of one command: what it does, examples, usage, then the details. */
export function formatHelp(command: Command, helper: Help, examples: readonly string[]): string {
  const width = Math.min(helper.helpWidth ?? 80, 100);
  const options = helper.visibleOptions(command).map((option) => [helper.optionTerm(option), helper.optionDescription(option)] as const);
  const isRoot = command.parent === null;
  const root = (function top(each: Command): Command {
    return each.parent ? top(each.parent) : each;
  })(command);
  return [
    `${helper.boxWrap(helper.commandDescription(command), width)}\n`,
    examples.length ? `Examples\n${examples.map((example) => `${INDENT}$ ${example}`).join("\n")}\n` : "",
    `Usage\n${INDENT}${helper.commandUsage(command)}\n`,
    section(
      "Arguments",
      helper.visibleArguments(command).map((each) => [helper.argumentTerm(each), helper.argumentDescription(each)]),
      helper,
      width,
    ),
    section(
      "Commands",
      helper.visibleCommands(command).map((each) => [each.name(), helper.subcommandDescription(each)]),
      helper,
      width,
    ),
    section("Options", options, helper, width),
    isRoot
      ? ""
      : section(
          "Global options",
          root.options.filter((each) => each.long !== "--version").map((each) => [helper.optionTerm(each), helper.optionDescription(each)]),
          helper,
          width,
        ),
  ]
    .filter(Boolean)
    .join("\n");
}
