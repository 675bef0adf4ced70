import { SETTING_NAMES, settingOf } from "../config/settings.ts";
import type { CommandOption, ValueKind } from "./command.ts";
import { SHELLS } from "./completion-scripts.ts";
import { Context } from "./context.ts";
import { namesFor } from "./names.ts";
import { commandWords } from "./program.ts";
import { isBranch, TREE, walk } from "./tree.ts";

export interface Completion {
  value: string;
  description?: string;
}

/** Longest wait for the server while somebody holds down the Tab key. */
const ANSWER_WITHIN_MS = 1_500;

const GLOBAL_VALUES: Partial<Record<string, ValueKind>> = {
  "--host": "host",
  "--org": "org",
  "--workspace": "workspace",
  "--profile": "profile",
};

/** The spellings of an option: `-l, --limit <n>` gives `-l` and `--limit`. */
const spellings = (flags: string) => flags.split(/[ ,|]+/).filter((word) => word.startsWith("-"));

const lastOf = (words: readonly string[], flag: string) => {
  const at = words.lastIndexOf(flag);
  return at >= 0 ? words[at + 1] : undefined;
};

/** The names that fit a value; organizations and workspaces come from a cache that lives a minute. */
async function valuesOf(ctx: Context, kind: ValueKind): Promise<string[]> {
  const options = { timeoutMs: ANSWER_WITHIN_MS, maxRetries: 0 };
  switch (kind) {
    case "host":
      return [...new Set([...Object.keys(ctx.config.user.hosts), ...ctx.store.hosts()])];
    case "profile":
      return Object.keys(ctx.config.user.profiles);
    case "setting":
      return SETTING_NAMES;
    case "shell":
      return [...SHELLS];
    case "org":
      return namesFor(ctx, ["org"], async () => (await ctx.client()).organizations.list({ limit: 200 }, options).toArray());
    case "experiment":
    case "run": {
      const { org, workspace } = ctx;
      if (!org || !workspace) return [];
      const scope = { organization: org, workspace };
      return namesFor(ctx, [kind, org, workspace], async () => {
        const client = await ctx.client();
        const named =
          kind === "experiment"
            ? await client.experiments.list({ limit: 200 }, { ...scope, ...options }).page()
            : await client.runs.search({ limit: 100, fields: [] }, { ...scope, ...options });
        return named.items.map(({ name }) => ({ slug: name }));
      });
    }
    case "workspace": {
      const organization = ctx.org;
      if (!organization) return [];
      return namesFor(ctx, ["workspace", organization], async () =>
        (await ctx.client()).workspaces.list({ limit: 200 }, { organization, ...options }).toArray(),
      );
    }
  }
}

const offers = (nodes: readonly { name: string; summary: string; hidden?: true }[]): Completion[] =>
  nodes.filter((node) => !node.hidden).map(({ name, summary }) => ({ value: name, description: summary }));

/** What can stand at the end of a half-typed command line, whose last word is the one under the cursor. */
export async function completionsFor(ctx: Context, words: readonly string[]): Promise<Completion[]> {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const previous = before.at(-1) ?? "";
  const typed = { host: lastOf(before, "--host"), org: lastOf(before, "--org"), profile: lastOf(before, "--profile") };
  const here = new Context(ctx.io, typed, { forgiveProfile: true });
  const fit = (all: readonly Completion[]) => all.filter(({ value }) => value.startsWith(current));
  const values = async (kind: ValueKind) => fit((await valuesOf(here, kind)).map((value) => ({ value })));

  const path = commandWords(before);
  const { node, depth } = walk(path);
  const leaf = node && !isBranch(node) ? node : undefined;
  const module = leaf && !leaf.hidden ? (await leaf.load()).command : undefined;
  const own: readonly CommandOption[] = module?.options ?? [];

  const option = own.find(({ flags }) => spellings(flags).includes(previous));
  if (option && /[<[]/.test(option.flags)) {
    if (option.choices) return fit(option.choices.map((value) => ({ value })));
    return option.complete ? values(option.complete) : [];
  }
  const kind = GLOBAL_VALUES[previous];
  if (kind) return values(kind);
  if (current.startsWith("-")) {
    const shared = SETTING_NAMES.flatMap((name) => {
      const { flag, flagDescription, description } = settingOf(name);
      return flag ? [{ flags: flag, description: flagDescription ?? description }] : [];
    });
    return fit(
      [...own, ...shared].flatMap(({ flags, description }) =>
        spellings(flags)
          .filter((word) => word.startsWith("--"))
          .map((value) => ({ value, description })),
      ),
    );
  }
  if (module) {
    // Words that belong to the command's own options look like arguments here; that only ends the offer early.
    const argument = module.args?.[path.length - depth] ?? module.args?.findLast(({ name }) => name.includes("..."));
    if (argument?.choices) return fit(argument.choices.map((value) => ({ value })));
    return argument?.complete ? values(argument.complete) : [];
  }
  if (path.length > depth) return [];
  if (node && isBranch(node)) return fit(offers(node.commands));
  return node ? [] : fit([...offers(TREE), { value: "help", description: "Show help" }]);
}
