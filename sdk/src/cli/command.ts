import type { Context } from "./context.ts";

/** What completion offers for a value. */
export type ValueKind = "org" | "workspace" | "host" | "profile" | "setting" | "shell" | "experiment" | "run";

export interface CommandOption {
  /** As commander writes it: `-l, --limit <n>`. */
  flags: string;
  description: string;
  choices?: readonly string[];
  default?: string;
  /** May be given several times. */
  repeat?: true;
  complete?: ValueKind;
}

export interface CommandArgument {
  /** `<name>` when needed, `[name]` when not. */
  name: string;
  description: string;
  choices?: readonly string[];
  complete?: ValueKind;
}

export interface Invocation {
  args: readonly (string | undefined)[];
  options: Readonly<Record<string, string | boolean | string[] | undefined>>;
}

/** One command: what it takes and what it does. Its name and one-line summary are in the tree. */
export interface CommandModule {
  description?: string;
  examples: readonly string[];
  args?: readonly CommandArgument[];
  options?: readonly CommandOption[];
  /** Commands that repair the configuration must run although a named profile is missing. */
  forgivesProfile?: true;
  run: (ctx: Context, invocation: Invocation) => Promise<void>;
}

/** An option's value as text, when it was given. */
export function textOf({ options }: Invocation, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** The values of an option that may be given several times. */
export function listOf({ options }: Invocation, name: string): string[] {
  const value = options[name];
  return Array.isArray(value) ? value : [];
}
