import type { Cairn } from "../../client.ts";
import type { WorkspaceOptions } from "../../requester.ts";
import type { Webhooks } from "../../resources/webhooks.ts";
import type { Webhook } from "../../schema/webhooks.ts";
import type { CommandOption, Invocation } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure, usage } from "../failure.ts";
import { needOrganization, needScope } from "../selection.ts";
import { plain } from "../text.ts";

/** How an endpoint is named on the command line, for help. */
export const WEBHOOK_WORDS = "Endpoint by its id, its description or its URL";

/** Which endpoints a command speaks of. That a workspace is selected says nothing: an endpoint of the organization is the usual one. */
export const PLACE_OPTION: CommandOption = {
  flags: "--in-workspace",
  description: "Endpoints of the selected workspace, which its administrators manage, in place of the organization's",
};

/** Endpoints of an organization or of a workspace, with what their calls take. */
export interface HookPlace {
  hooks: Webhooks;
  options: WorkspaceOptions;
}

export async function placeOf(ctx: Context, client: Cairn, invocation: Invocation): Promise<HookPlace> {
  return invocation.options.inWorkspace === true
    ? { hooks: client.workspaces.webhooks, options: await needScope(ctx, client) }
    : { hooks: client.webhooks, options: { organization: await needOrganization(ctx, client) } };
}

/** The endpoint that a word names. Throws Failure when there is none or several. */
export async function findWebhook({ hooks, options }: HookPlace, word: string): Promise<Webhook> {
  if (/^we_[0-9a-f-]{36}$/.test(word)) return hooks.get(word, options);
  const all = await hooks.list({ limit: 200 }, options).toArray();
  const fitting = all.filter(({ description, url }) => description === word || url === word);
  const [first] = fitting;
  if (!first) throw new Failure(EXIT.notFound, `There is no endpoint ${plain(word)}.`, "cairn webhook list");
  if (fitting.length > 1)
    throw usage(`Several endpoints are called ${plain(word)}; give the id: ${fitting.map(({ id }) => id).join(", ")}.`);
  return first;
}

/** What an endpoint is called when it is spoken of. */
export const nameOf = ({ description, url }: Pick<Webhook, "description" | "url">): string => plain(description || url);
