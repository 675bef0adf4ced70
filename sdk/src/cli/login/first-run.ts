import type { Cairn } from "../../client.ts";
import type { Me } from "../../schema/account.ts";
import type { Context } from "../context.ts";
import { chooseOrganization, chooseWorkspace, saveSelection } from "../selection.ts";

/**
 * After a sign-in: settles on an organization and a workspace. The only one is taken and named; of several the person picks, or
 * the command ends with exit 2 and the list when nobody can be asked; with none it says how to make one.
 */
export async function firstRun(ctx: Context, client: Cairn, me: Me): Promise<void> {
  const { out } = ctx;
  const waiting = me.pending_invitations.length;
  if (waiting > 0) out.say(`${waiting === 1 ? "An invitation waits" : `${waiting} invitations wait`} for your answer: ${ctx.host}/`);
  if (me.organizations.length === 0) {
    out.say(`You are in no organization yet. Make one: cairn org create "Acme Research"`);
    return;
  }
  const isKnown = me.organizations.some(({ slug, id }) => slug === ctx.org || id === ctx.org);
  if (ctx.org && !isKnown) out.warn(`You are not a member of ${ctx.org} (set by ${ctx.config.settings.org?.source.at}).`);
  const organization = ctx.org && isKnown ? ctx.org : (await chooseOrganization(ctx, client)).slug;
  const workspaces = client.with({ organization });
  if (ctx.workspace && organization === ctx.org) {
    out.say(`Working in ${organization}/${ctx.workspace}.`);
    return;
  }
  const { slug } = await chooseWorkspace(ctx, workspaces, organization);
  saveSelection(ctx, { org: organization, workspace: slug });
  out.say(`Working in ${organization}/${slug}.`);
}
