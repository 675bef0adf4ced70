import { Command, Option } from "commander";
import type { Flags } from "../config/resolve.ts";
import { SETTING_NAMES, settingOf } from "../config/settings.ts";
import { SDK_VERSION } from "../version.ts";
import type { CommandModule, Invocation } from "./command.ts";
import type { Io } from "./context.ts";
import { EXIT_MEANINGS } from "./exit-codes.ts";
import { usage } from "./failure.ts";
import { formatHelp, ROOT_EXAMPLES } from "./help.ts";
import { nearest } from "./text.ts";
import { isBranch, type Leaf, type Node, named, TREE, walk } from "./tree.ts";

export interface Chosen {
  flags: Flags;
  module: CommandModule;
  invocation: Invocation;
}

/** Flags of all commands come from the table of settings. */
const GLOBAL_FLAGS = SETTING_NAMES.flatMap((name) => {
  const { flag, flagDescription, description } = settingOf(name);
  return flag ? [{ flag, description: flagDescription ?? description }] : [];
});

/** Global flags that take a value, so that the word after one is not mistaken for a command. */
const TAKES_VALUE = new Set(GLOBAL_FLAGS.flatMap(({ flag }) => (flag.includes("<") ? (flag.match(/--[a-z-]+/) ?? []) : [])));

/** The words of the command line that name the command, without options and their values. */
export function commandWords(argv: readonly string[]): string[] {
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? "";
    if (word === "--") break;
    if (TAKES_VALUE.has(word)) i++;
    else if (!word.startsWith("-")) words.push(word);
  }
  return words;
}

/** The leaf that a command line means, if it names one. */
export function findLeaf(words: readonly string[]): Leaf | undefined {
  // `cairn help org list` means the same command as `cairn org list --help`.
  const { node } = walk(words[0] === "help" ? words.slice(1) : words);
  return node && !isBranch(node) ? node : undefined;
}

/** What was typed for the global flags, by setting. */
function globalFlags(options: Record<string, unknown>): Flags {
  const flags: Flags = {};
  if (options.json) flags.output = "json";
  if (options.color === false) flags.color = "never";
  if (options.input === false) flags.no_input = true;
  if (options.quiet) flags.quiet = true;
  if (options.debug) flags.debug = true;
  for (const name of ["host", "org", "workspace", "profile"] as const) if (options[name] !== undefined) flags[name] = options[name];
  if (options.timeout !== undefined) flags.timeout_s = options.timeout;
  return flags;
}

function configure(command: Command, module: CommandModule): void {
  if (module.description) command.description(module.description);
  for (const { name, description, choices } of module.args ?? []) {
    const argument = command.createArgument(name, description);
    command.addArgument(choices ? argument.choices(choices as string[]) : argument);
  }
  for (const { flags, description, choices, default: fallback, repeat } of module.options ?? []) {
    const option = new Option(flags, description);
    if (choices) option.choices(choices as string[]);
    if (fallback !== undefined) option.default(fallback);
    if (repeat) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    command.addOption(option);
  }
}

const EXIT_HELP = `Exit codes\n\n${EXIT_MEANINGS.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`).join("\n")}\n`;

/**
 * Reads the command line. Gives the command to run, or null when it was answered already (help).
 * Throws CommanderError for a command line that is not valid.
 */
export async function readCommandLine(argv: readonly string[], io: Io): Promise<Chosen | null> {
  const words = commandWords(argv);
  if (words[0] === "help" && words[1] === "exit-codes") {
    io.stdout.write(EXIT_HELP);
    return null;
  }
  const leaf = findLeaf(words);
  const module = leaf && (await leaf.load()).command;
  let chosen: Chosen | null = null;

  const program = new Command("cairn").description("Cairn: runs, tasks and data of your team, from the command line");
  const examples = new Map<Command, readonly string[]>([[program, ROOT_EXAMPLES]]);
  program
    .configureHelp({ formatHelp: (command, helper) => formatHelp(command, helper, examples.get(command) ?? []) })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => (io.stdout.isTTY ? (io.stdout.columns ?? 80) : 100),
      getErrHelpWidth: () => (io.stderr.isTTY ? (io.stderr.columns ?? 80) : 100),
    })
    .exitOverride()
    .helpCommand("help [command]", "Show help; `cairn help exit-codes` lists the exit codes")
    .helpOption("-h, --help", "Show help")
    .version(SDK_VERSION, "-V, --version", "Print the version");
  for (const { flag, description } of GLOBAL_FLAGS) program.option(flag, description);

  const addLeaf = (parent: Command, node: Leaf) => {
    const command = parent
      .command(node.name, { hidden: node.hidden ?? false })
      .summary(node.summary)
      .description(node.summary);
    for (const alias of node.aliases ?? []) command.alias(alias);
    if (node !== leaf || !module) return;
    configure(command, module);
    examples.set(command, module.examples);
    // Completion hands over a half-typed command line, options and all.
    if (node.hidden) command.allowUnknownOption().passThroughOptions();
    command.action(() => {
      chosen = { flags: globalFlags(program.opts()), module, invocation: { args: command.args, options: command.opts() } };
    });
  };
  const add = (parent: Command, path: readonly string[], node: Node) => {
    if (!isBranch(node)) return addLeaf(parent, node);
    const here = [...path, node.name];
    const group = parent.command(node.name).summary(node.summary).description(node.summary);
    for (const each of node.commands) add(group, here, each);
    examples.set(
      group,
      node.commands.map((each) => `cairn ${here.join(" ")} ${each.name} --help`),
    );
    group.action(() => {
      const [word] = group.args;
      if (word === undefined) group.help({ error: true });
      throw unknownCommand([...here, word ?? ""], node.commands);
    });
    group.allowExcessArguments();
  };
  if (leaf?.hidden) program.enablePositionalOptions();
  for (const node of TREE) add(program, [], node);
  if (words.length === 0 && !argv.some((word) => ["-h", "--help", "-V", "--version"].includes(word))) {
    program.outputHelp();
    return null;
  }
  const noun = words[0] === "help" ? words[1] : words[0];
  if (noun && !named(TREE, noun)) throw unknownCommand([noun], TREE);
  // Commander's own help command goes one level deep; this one goes to the verb.
  const asked = words[0] === "help" && words.length > 1 ? [...words.slice(1), "--help"] : argv;
  await program.parseAsync(asked as string[], { from: "user" });
  return chosen;
}

function unknownCommand(path: readonly string[], among: readonly Node[]) {
  const word = path.at(-1) ?? "";
  const parents = path.slice(0, -1);
  const known = among.filter((node) => isBranch(node) || !node.hidden).map((node) => node.name);
  const close = nearest(word, known);
  const full = ["cairn", ...parents];
  return usage(`There is no command ${[...full, word].join(" ")}.`, close ? [...full, close].join(" ") : [...full, "--help"].join(" "));
}
