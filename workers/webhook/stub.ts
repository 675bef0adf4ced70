import type { Page, WebhookMessage, WebhookMessageDetail, WebhookStats } from "@cairn/sdk/schema";
import { type Answer, unwrap } from "../shared/answer.ts";
import { errorFields, log } from "../shared/log.ts";
import { withRetries } from "../shared/retry.ts";
import type { Accepted } from "./messages/accept.ts";
import type { MessageListInput } from "./messages/list.ts";
import type { ReplayRange } from "./messages/replay.ts";
import type { NewMessage } from "./messages/store.ts";

// The one door to an endpoint's object. Whoever knocks has read the endpoint's row in the name of somebody who may see it, or hands on
// events of the endpoint's own organization.

/** The object as it is called; the runtime's types know no RPC for results that hold `unknown`. */
interface WebhookObject {
  accept(input: Accepted): Promise<void>;
  refresh(): Promise<void>;
  messageTest(message: NewMessage): Promise<Answer<WebhookMessageDetail>>;
  messageList(input: MessageListInput): Promise<Page<WebhookMessage>>;
  messageGet(id: string): Promise<Answer<WebhookMessageDetail>>;
  messageReplay(id: string): Promise<Answer<WebhookMessage>>;
  stats(): Promise<WebhookStats>;
  replay(range: ReplayRange): Promise<number>;
  resume(): Promise<number>;
}

const RETRY = { wait: (ms: number) => scheduler.wait(ms), random: Math.random };

/** A new stub for every try: one that has thrown stays broken. Every call may be made twice. */
const call = <T>(env: Env, id: string, use: (webhook: WebhookObject) => Promise<T>): Promise<T> =>
  withRetries(() => use(env.WEBHOOK.get(env.WEBHOOK.idFromName(id)) as unknown as WebhookObject), RETRY);

/** Gives messages to an endpoint; they are stored there when it answers. */
export const acceptMessages = (env: Env, id: string, input: Accepted): Promise<void> => call(env, id, (webhook) => webhook.accept(input));

/** Tells an endpoint's object that the endpoint was changed. Never throws: it finds out by itself a few seconds later. */
export async function refreshWebhook(env: Env, id: string): Promise<void> {
  try {
    await call(env, id, (webhook) => webhook.refresh());
  } catch (error) {
    log({ level: "warn", msg: "webhook not refreshed", webhook: id, ...errorFields(error) });
  }
}

/** Sends a message at once. Throws `not_found` when the endpoint was deleted meanwhile. */
export const testWebhook = async (env: Env, id: string, message: NewMessage): Promise<WebhookMessageDetail> =>
  unwrap(await call(env, id, (webhook) => webhook.messageTest(message)));

export const listWebhookMessages = (env: Env, id: string, input: MessageListInput): Promise<Page<WebhookMessage>> =>
  call(env, id, (webhook) => webhook.messageList(input));

/** Throws `not_found`. */
export const getWebhookMessage = async (env: Env, id: string, message: string): Promise<WebhookMessageDetail> =>
  unwrap(await call(env, id, (webhook) => webhook.messageGet(message)));

/** Throws `not_found`. */
export const replayWebhookMessage = async (env: Env, id: string, message: string): Promise<WebhookMessage> =>
  unwrap(await call(env, id, (webhook) => webhook.messageReplay(message)));

export const readWebhookStats = (env: Env, id: string): Promise<WebhookStats> => call(env, id, (webhook) => webhook.stats());

export const replayWebhookRange = (env: Env, id: string, range: ReplayRange): Promise<number> =>
  call(env, id, (webhook) => webhook.replay(range));

export const resumeWebhook = (env: Env, id: string): Promise<number> => call(env, id, (webhook) => webhook.resume());
