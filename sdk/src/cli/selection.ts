import type { Cairn } from "../client.ts";
import { changeUserFile } from "../config/user-file.ts";
import type { OrganizationWithRole, Workspace } from "../schema/index.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { Failure, usage } from "./failure.ts";
import { rememberOrganizations, rememberWorkspaces } from "./names.ts";
import { plain } from "./text.ts";

/** What a command works in. */
export interface Scope {
  organization: string;
  workspace: string;
}

/** Keeps a selection: in the profile in use when the person's own file or a flag names one, else for this server. */
export function saveSelection(ctx: Context, selection: { org: string; workspace?: string | undefined }): void {
  const profile = ctx.config.settings.profile?.value;
  changeUserFile(ctx.io.machine, (file) => {
    const known = profile ? file.profiles[profile] : undefined;
    file.hosts[ctx.host] ??= {};
    const target = known ?? file.hosts[ctx.host] ?? {};
    target.org = selection.org;
    if (selection.workspace) target.workspace = selection.workspace;
    else delete target.workspace;
  });
}

/** A value that ranks above what was just saved, so that the selection would have no effect; said once. */
export function warnIfShadowed(ctx: Context, names: readonly ("org" | "workspace")[]): void {
  for (const name of names) {
    const source = ctx.config.settings[name]?.source;
    if (source && (source.kind === "env" || source.kind === "project")) {
      ctx.out.warn(`${source.at} sets the ${name === "org" ? "organization" : name} and goes before this selection.`);
    }
  }
}

const NOUNS = {
  org: { one: "organization", many: "organizations", flag: "--org", variable: "CAIRN_ORG" },
  workspace: { one: "workspace", many: "workspaces", flag: "--workspace", variable: "CAIRN_WORKSPACE" },
} as const;

/** One of several: the only one, the one the person picks, or an error that lists them. */
async function choose<T extends { slug: string; name: string }>(ctx: Context, kind: keyof typeof NOUNS, items: readonly T[]): Promise<T> {
  const noun = NOUNS[kind];
  const [only] = items;
  if (only && items.length === 1) {
    ctx.out.say(`Using ${noun.one} ${only.slug}, the only one.`);
    return only;
  }
  if (!ctx.canAsk) {
    throw usage(
      `Say which ${noun.one}: you have ${items.length}: ${items.map(({ slug }) => slug).join(", ")}.`,
      `Add ${noun.flag} ${only?.slug}, or set ${noun.variable}=${only?.slug}, or run: cairn ${kind} use ${only?.slug}`,
    );
  }
  const slug = await ctx.prompts.select(
    `Which ${noun.one}?`,
    items.map(({ slug, name }) => ({ value: slug, label: `${plain(name)} (${slug})` })),
  );
  return items.find((item) => item.slug === slug) as T;
}

export async function chooseOrganization(ctx: Context, client: Cairn): Promise<OrganizationWithRole> {
  const all = await client.organizations.list({ limit: 200 }).toArray();
  rememberOrganizations(ctx, all);
  // A local server's demo organization is nobody's place to work, unless there is no other.
  const own = all.filter(({ demo }) => !demo);
  if (own.length === 1) return choose(ctx, "org", own);
  if (all.length > 0) return choose(ctx, "org", [...own, ...all.filter(({ demo }) => demo)]);
  throw new Failure(EXIT.failure, `You are in no organization at ${ctx.host} yet.`, `cairn org create "Acme Research"`);
}

export async function chooseWorkspace(ctx: Context, client: Cairn, organization: string): Promise<Workspace> {
  const all = await client.workspaces.list({ limit: 200 }, { organization }).toArray();
  rememberWorkspaces(ctx, organization, all);
  if (all.length > 0) return choose(ctx, "workspace", all);
  throw new Failure(EXIT.failure, `You may see no workspace of ${organization}.`, `cairn workspace create --org ${organization} "Vision"`);
}

/** The organization to work in; on the first run it is chosen and kept. */
export async function needOrganization(ctx: Context, client: Cairn): Promise<string> {
  if (ctx.org) return ctx.org;
  const { slug } = await chooseOrganization(ctx, client);
  saveSelection(ctx, { org: slug });
  return slug;
}

/** Organization and workspace to work in; on the first run they are chosen and kept. */
export async function needScope(ctx: Context, client: Cairn): Promise<Scope> {
  const organization = ctx.org ?? (await chooseOrganization(ctx, client)).slug;
  if (ctx.workspace) return { organization, workspace: ctx.workspace };
  const { slug } = await chooseWorkspace(ctx, client, organization);
  const orgKind = ctx.config.settings.org?.source.kind;
  // An organization given for this one command says nothing about the next.
  if (orgKind !== "flag" && orgKind !== "env") saveSelection(ctx, { org: organization, workspace: slug });
  return { organization, workspace: slug };
}
