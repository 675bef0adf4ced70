import type { Cairn } from "../../../client.ts";
import { CairnError } from "../../../errors.ts";
import { matchesType } from "../../../schema/webhooks.ts";
import { type CommandModule, textOf } from "../../command.ts";
import type { Context } from "../../context.ts";
import { usage } from "../../failure.ts";
import { wakeOf } from "../../live-wake.ts";
import { needScope, type Scope } from "../../selection.ts";
import { plain, span } from "../../text.ts";
import { patternsOf } from "../../webhook/fields.ts";
import { type Forwarded, forward, type Relay } from "../../webhook/forward.ts";
import { isSecret, newSecret } from "../../webhook/sign.ts";

/** Events that are fetched at once. */
const PAGE = 200;

function targetOf(text: string | undefined): string {
  const url = text === undefined ? null : URL.parse(/^\w+:\/\//.test(text) ? text : `http://${text}`);
  if (!url || !/^https?:$/.test(url.protocol)) throw usage("--forward-to must be an address such as http://localhost:3000/cairn.");
  return url.href;
}

function secretOf(text: string | undefined): string {
  if (text === undefined) return newSecret();
  if (!isSecret(text)) throw usage("--secret must be whsec_ and the base64 of 24 to 64 bytes.");
  return text;
}

/** Sequence of the newest event: what is relayed is what happens from now on. */
async function newest(client: Cairn, scope: Scope): Promise<number> {
  const { items } = await client.events.list({ order: "newest", limit: 1 }, scope).page();
  return items[0]?.sequence ?? 0;
}

async function relayOf(ctx: Context, client: Cairn, scope: Scope, { url, secret }: { url: string; secret: string }): Promise<Relay> {
  const { organization, workspace } = scope;
  const [{ id: organizationId }, { id: workspaceId }] = await Promise.all([
    client.organizations.get(organization),
    client.workspaces.get(workspace, { organization }),
  ]);
  return { url, secret, organizationId, workspaceId, fetch: ctx.io.fetch, signal: ctx.io.signal };
}

function print({ out }: Context, done: Forwarded): void {
  if (out.isJson) return void out.stdout.write(`${JSON.stringify(done)}\n`);
  const { event, status, duration_ms: took, error } = done;
  const isTaken = status !== null && status >= 200 && status < 300;
  const answer = out.paint(out.stdout, isTaken ? "green" : "red", plain(error ?? String(status)));
  const when = out.paint(out.stdout, "dim", new Date(event.at).toTimeString().slice(0, 8));
  out.data(`${when}  ${event.type.padEnd(20)}  ${event.subject.id}  ${answer}  ${out.paint(out.stdout, "dim", span(took))}`);
}

export const command: CommandModule = {
  description:
    "Relay what happens in the workspace to a program on this machine, signed as an endpoint's requests are, until Ctrl-C. Prints one line per event with the program's answer, with --json one JSON object. An event is sent once: what the program refuses is not tried again.",
  examples: [
    "cairn webhook listen --forward-to http://localhost:3000/cairn",
    "cairn webhook listen --forward-to localhost:3000 --events 'run.*' --events artifact.created",
    'cairn webhook listen --forward-to localhost:3000 --secret "$CAIRN_WEBHOOK_SECRET" --json',
  ],
  options: [
    { flags: "-f, --forward-to <url>", description: "Address of the program" },
    { flags: "--events <pattern>", description: "Only events of this type: run.finished, run.*; may be repeated", repeat: true },
    { flags: "--secret <secret>", description: "Sign with this secret; a new one is made and shown when left out" },
  ],
  async run(ctx, invocation) {
    const { out, io } = ctx;
    const url = targetOf(textOf(invocation, "forwardTo"));
    const secret = secretOf(textOf(invocation, "secret"));
    const patterns = patternsOf(invocation);
    const client = await ctx.client();
    const scope = { ...(await needScope(ctx, client)), signal: io.signal };
    const relay = await relayOf(ctx, client, scope, { url, secret });
    let after = await newest(client, scope);
    const catchUp = async () => {
      for await (const event of client.events.list({ after, limit: PAGE }, scope)) {
        if (io.signal.aborted) return;
        if (patterns.length === 0 || matchesType(patterns, event.type)) {
          const done = await forward(relay, event);
          if (io.signal.aborted) return;
          print(ctx, done);
        }
        after = event.sequence;
      }
    };
    const wake = wakeOf(ctx, scope, null);
    out.say(`Relaying ${patterns.length > 0 ? patterns.join(", ") : "all events"} of ${scope.organization}/${scope.workspace} to ${url}`);
    out.say(`Signed with ${secret}`);
    out.say("Ctrl-C ends it.");
    let isLost = false;
    try {
      while (!io.signal.aborted) {
        try {
          await catchUp();
          isLost = false;
        } catch (error) {
          // A server that restarts is no reason to end; what happens meanwhile is fetched by its sequence.
          if (!CairnError.isCairnError(error) || !error.isRetryable) throw error;
          if (!isLost) out.say(`${ctx.host} does not answer; trying again.`);
          isLost = true;
        }
        await wake.next();
      }
    } finally {
      wake.close();
    }
  },
};
