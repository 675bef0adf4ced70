import type { WorkspaceOptions } from "../requester.ts";
import type { Webhooks } from "../resources/webhooks.ts";
import type { CommandArgument, CommandOption, Invocation } from "./command.ts";
import type { Context } from "./context.ts";
import { needOrganization, needScope } from "./selection.ts";

/** What the commands for endpoints take. */
export const IN_WORKSPACE: CommandOption = {
  flags: "--in-workspace",
  description: "Endpoints of the selected workspace, in place of the organization's",
};
export const WEBHOOK: CommandArgument = { name: "<webhook>", description: "Id of the endpoint" };

/** The endpoints that a command works on, and where they are. */
export async function webhooksOf(ctx: Context, { options }: Invocation): Promise<{ webhooks: Webhooks; scope: WorkspaceOptions }> {
  const client = await ctx.client();
  return options.inWorkspace === true
    ? { webhooks: client.workspaces.webhooks, scope: await needScope(ctx, client) }
    : { webhooks: client.webhooks, scope: { organization: await needOrganization(ctx, client) } };
}
