import type { Cairn } from "../../../client.ts";
import { CairnError } from "../../../errors.ts";
import type { EventData, EventType } from "../../../schema/events/index.ts";
import type { WorkspaceEvent } from "../../../schema/live.ts";
import { matchesType, type WebhookBody } from "../../../schema/webhooks.ts";
import { type CommandModule, listOf, textOf } from "../../command.ts";
import type { Context } from "../../context.ts";
import { usage } from "../../failure.ts";
import { LiveWake } from "../../live-wake.ts";
import { needScope, type Scope } from "../../selection.ts";
import { newSigner, type Signer } from "../../sign-webhook.ts";

/** Longest wait for the local program, as for an endpoint. */
const TIMEOUT_MS = 15_000;

export const command: CommandModule = {
  description:
    "Relay what happens in the workspace to a program on this machine, signed as an endpoint's requests are. It needs no public address. It ends with Ctrl-C.",
  examples: [
    "cairn webhook listen --forward-to http://localhost:3000/cairn",
    "cairn webhook listen --forward-to http://localhost:3000 --type run.*",
  ],
  options: [
    { flags: "--forward-to <url>", description: "Where the program listens" },
    { flags: "--type <type>", description: "Type of event, run.* or *; may be repeated; all when left out", repeat: true },
    { flags: "--secret <secret>", description: "whsec_… to sign with; a new one when left out" },
  ],
  async run(ctx, invocation) {
    const { out, io } = ctx;
    const url = textOf(invocation, "forwardTo");
    if (url === undefined || !URL.canParse(url))
      throw usage("--forward-to must be the address of a program, such as http://localhost:3000.");
    const types = listOf(invocation, "type");
    const signer = await newSigner(textOf(invocation, "secret"));
    const client = await ctx.client();
    const scope = { ...(await needScope(ctx, client)), signal: io.signal };
    const place = await placeOf(client, scope);
    const newest = await client.events.list({ order: "newest", limit: 1 }, scope).page();
    let after = newest.items[0]?.sequence ?? 0;
    out.say(`Relaying ${types.join(", ") || "all events"} of ${scope.organization}/${scope.workspace} to ${url}.`);
    if (!out.isJson) out.data(signer.secret);
    const wake = wakeOf(ctx, scope);
    try {
      while (!io.signal.aborted) {
        try {
          for await (const event of client.events.list({ after, limit: 200 }, scope)) {
            after = event.sequence;
            if (types.length > 0 && !matchesType(types, event.type)) continue;
            const answered = await forward(url, signer, { ...event, ...place });
            if (out.isJson) out.stdout.write(`${JSON.stringify({ id: event.id, type: event.type, answered })}\n`);
            else out.say(`${event.type} ${event.subject.id} → ${answered}`);
          }
        } catch (error) {
          // A server that restarts is no reason to end.
          if (!CairnError.isCairnError(error) || !error.isRetryable) throw error;
        }
        await wake.next();
      }
    } finally {
      wake.close();
    }
  },
};

async function placeOf(client: Cairn, scope: Scope): Promise<{ organization_id: string; workspace_id: string }> {
  const { id: organization_id } = await client.organizations.get(scope.organization);
  const { id: workspace_id } = await client.workspaces.get(scope.workspace, scope);
  return { organization_id, workspace_id };
}

function wakeOf(ctx: Context, { organization, workspace }: Scope): LiveWake {
  const path = `/api/v1/orgs/${encodeURIComponent(organization)}/workspaces/${encodeURIComponent(workspace)}/live`;
  return new LiveWake({
    url: `${ctx.host.replace(/^http/, "ws")}${path}`,
    headers: async () => {
      const token = await ctx.token();
      return token ? { Authorization: `Bearer ${token}` } : {};
    },
    run: null,
    signal: ctx.io.signal,
  });
}

/** Posts an event once; whatever goes wrong is told and not repeated. */
async function forward(
  url: string,
  signer: Signer,
  { sequence: _, ...event }: WorkspaceEvent & { organization_id: string; workspace_id: string },
) {
  const data = { ...event, data: event.data as EventData<EventType> } as WebhookBody["data"];
  const body = JSON.stringify({ type: event.type, timestamp: event.at, data } satisfies WebhookBody);
  try {
    const headers = { "content-type": "application/json", ...(await signer.headers(event.id, body)) };
    const { status } = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    return status;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
