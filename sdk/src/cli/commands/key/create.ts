import type { Cairn } from "../../../client.ts";
import { Action } from "../../../schema/roles.ts";
import { type CommandModule, type Invocation, textOf } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure, usage } from "../../failure.ts";
import { needOrganization } from "../../selection.ts";
import { moment } from "../../text.ts";

const many = ({ options }: Invocation, name: string): string[] => (Array.isArray(options[name]) ? (options[name] as string[]) : []);

function daysOf(invocation: Invocation): number | null {
  const text = textOf(invocation, "expires") ?? "";
  if (text === "never") return null;
  const days = Number(/^(\d+)d?$/.exec(text)?.[1]);
  if (!Number.isInteger(days) || days < 1) throw usage("--expires must be a number of days, such as 90, or never.");
  return days;
}

/** Service accounts have no slug, so people name them; a name that several have needs the id. */
async function serviceAccountId(client: Cairn, organization: string, named: string): Promise<string> {
  if (named.startsWith("sa_")) return named;
  const fitting = (await client.serviceAccounts.list({ limit: 200 }, { organization }).toArray()).filter(({ name }) => name === named);
  const [first] = fitting;
  if (!first) throw new Failure(EXIT.notFound, `There is no service account ${named} in ${organization}.`);
  if (fitting.length > 1)
    throw usage(`Several service accounts are called ${named}; give the id: ${fitting.map(({ id }) => id).join(", ")}.`);
  return first.id;
}

export const command: CommandModule = {
  description: "Create an API key. It goes to standard output, once: nobody can read it again, not even you.",
  examples: [
    "cairn key create laptop",
    "cairn key create ci --service-account nightly-training --only-workspace vision --expires 30",
    "cairn key create ci > key.txt",
  ],
  args: [{ name: "<name>", description: "What the key is for" }],
  options: [
    { flags: "--service-account <name>", description: "Key of a service account, by name or id; yours when left out" },
    { flags: "--only-workspace <slug>", description: "Bind it to this workspace; may be repeated", repeat: true, complete: "workspace" },
    { flags: "--action <action>", description: "Allow only this action, such as run.write; may be repeated", repeat: true },
    { flags: "--expires <days>", description: "Days until it expires, or never", default: "90" },
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const days = daysOf(invocation);
    const actions = many(invocation, "action").map((each) => {
      const action = Action.safeParse(each);
      if (!action.success) throw usage(`There is no action ${each}; known: ${Action.options.join(", ")}.`);
      return action.data;
    });
    const client = await ctx.client();
    const organization = await needOrganization(ctx, client);
    const owner = textOf(invocation, "serviceAccount");
    const workspaces = await Promise.all(many(invocation, "onlyWorkspace").map((each) => client.workspaces.get(each, { organization })));
    const key = await client.keys.create(
      {
        name: invocation.args[0] ?? "",
        expires_in_days: days,
        ...(owner && { service_account_id: await serviceAccountId(client, organization, owner) }),
        ...(workspaces.length > 0 && { workspace_ids: workspaces.map(({ id }) => id) }),
        ...(actions.length > 0 && { actions }),
      },
      { organization },
    );
    if (out.isJson) out.json(key);
    else out.data(key.secret);
    out.say(
      `Created key ${key.name} of ${key.owner.name}. ${key.expires_at ? `It expires ${moment(key.expires_at)}.` : "It never expires."}`,
    );
    out.say("Keep it now: it is not shown again. Programs read it from CAIRN_API_KEY.");
  },
};
