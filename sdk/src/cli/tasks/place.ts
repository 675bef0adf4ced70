import { resolve } from "node:path";
import type { Cairn } from "../../client.ts";
import { makeEnvironment, type TaskEnvironment } from "../../tasks/environment.ts";
import { type CommandOption, type Invocation, textOf } from "../command.ts";
import type { Context } from "../context.ts";
import { readAll } from "../lists.ts";
import type { Scope } from "../selection.ts";

/** What a command on tasks takes to say where they are. */
export const PLACE_OPTIONS: readonly CommandOption[] = [
  { flags: "--local", description: "The store of this machine, also when a workspace is configured" },
  {
    flags: "--root <place>",
    description: "Folder or address of the outputs of a local store; .cairn/tasks unless CAIRN_TASKS_ROOT says otherwise",
  },
];

/** Whether a command is about the store of this machine: it says so, or no workspace is configured. */
export const isLocal = (ctx: Context, invocation: Invocation): boolean =>
  invocation.options.local === true || textOf(invocation, "root") !== undefined || ctx.workspace === undefined;

/** A folder's name as seen from where the command was called; an address as it is. */
export const placeOf = (ctx: Context, name: string): string =>
  /^[a-z][a-z0-9+.-]+:/i.test(name) ? name : resolve(ctx.io.machine.cwd, name);

/** The store of this machine, which knows the target roots of a workspace besides its own. */
export async function workspaceEnvironment(
  ctx: Context,
  invocation: Invocation,
  { client, scope }: { client: Cairn; scope: Scope },
): Promise<TaskEnvironment> {
  const { items } = await readAll(client.targetRoots.list({ limit: 200 }, scope));
  return localEnvironment(ctx, invocation, Object.fromEntries(items.map(({ name, uri }) => [name, uri])));
}

/** The store of this machine. */
export function localEnvironment(ctx: Context, invocation: Invocation, roots: Record<string, string> = {}): TaskEnvironment {
  const { env } = ctx.io.machine;
  const root = placeOf(ctx, textOf(invocation, "root") ?? (env.CAIRN_TASKS_ROOT || ".cairn/tasks"));
  const state = env.CAIRN_TASKS_STATE || (/^[a-z][a-z0-9+.-]+:/i.test(root) && !root.startsWith("file:") ? ".cairn/state" : undefined);
  return makeEnvironment({ root, roots, ...(state === undefined ? {} : { state: resolve(ctx.io.machine.cwd, state) }) });
}
