import { type CairnEvent, matchesType } from "@cairn/sdk/schema";
import type { RequestCtx } from "../../control/context.ts";
import { listSubscribers, type Subscriber } from "../../control/webhooks/store.ts";
import { toMessage } from "../../webhook/messages/body.ts";
import type { NewMessage } from "../../webhook/messages/store.ts";
import { acceptMessages } from "../../webhook/stub.ts";
import type { EventMessage } from "../messages.ts";
import { notify } from "../notifications/notify.ts";
import { type Owed, readOwed } from "./owed.ts";

/** How each message ended: null when its events are stored wherever they are to be delivered, else what failed. */
export type Outcomes = Map<EventMessage, unknown>;

/**
 * Hands the events of messages on to the endpoints that want them, all of an endpoint in one call, and to the people whom they concern, and
 * confirms. An organization whose
 * endpoint cannot take them is owed all of it again, and no other one; endpoints drop what they have already.
 */
export async function handOn(ctx: RequestCtx, messages: readonly EventMessage[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const owed = new Map<string, { message: EventMessage; owed: Owed }[]>();
  await Promise.all(
    unique(messages).map(async (message) => {
      try {
        const one = await readOwed(ctx, message);
        if (one) owed.set(one.orgId, [...(owed.get(one.orgId) ?? []), { message, owed: one }]);
        outcomes.set(message, null);
      } catch (error) {
        outcomes.set(message, error);
      }
    }),
  );
  await Promise.all(
    Array.from(owed, async ([orgId, all]) => {
      try {
        await deliver(
          ctx,
          orgId,
          all.flatMap((one) => one.owed.events),
        );
        for (const one of all) await one.owed.confirm();
      } catch (error) {
        for (const { message } of all) outcomes.set(message, error);
      }
    }),
  );
  return outcomes;
}

/** One of each organization: any of them hands on all that it is owed. */
function unique(messages: readonly EventMessage[]): EventMessage[] {
  const seen = new Set<string>();
  return messages.filter((message) => {
    if (message.type !== "organization.events") return true;
    const isFirst = !seen.has(message.orgId);
    seen.add(message.orgId);
    return isFirst;
  });
}

/** To endpoints and to people: what fails for one is tried again for all, and stored once. */
async function deliver(ctx: RequestCtx, orgId: string, events: readonly CairnEvent[]): Promise<void> {
  if (events.length === 0) return;
  const both = await Promise.allSettled([toEndpoints(ctx, orgId, events), notify(ctx, orgId, events)]);
  for (const one of both) if (one.status === "rejected") throw one.reason;
}

async function toEndpoints(ctx: RequestCtx, orgId: string, events: readonly CairnEvent[]): Promise<void> {
  // Read anew each time: an endpoint that was there before an event gets it.
  const subscribers = await listSubscribers(ctx.db, orgId);
  const made = new Map<string, NewMessage>();
  const calls = subscribers.map(async (subscriber) => {
    const wanted = events.filter((event) => isFor(subscriber, event));
    if (wanted.length > 0) await acceptMessages(ctx.env, subscriber.id, { isHeld: subscriber.isDisabled, messages: wanted.map(messageOf) });
  });
  const failed = (await Promise.allSettled(calls)).find((call) => call.status === "rejected");
  if (failed) throw failed.reason;

  function messageOf(event: CairnEvent): NewMessage {
    const message = made.get(event.id) ?? toMessage(event);
    made.set(event.id, message);
    return message;
  }
}

/** An endpoint does not hear that messages to itself failed for good: that would be one more that fails. */
const isFor = ({ id, workspaceId, types }: Subscriber, event: CairnEvent): boolean =>
  (workspaceId === null || workspaceId === event.workspace_id) &&
  matchesType(types, event.type) &&
  !(event.type === "message.exhausted" && event.subject.id === id);
