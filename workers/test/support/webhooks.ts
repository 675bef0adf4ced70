import { createExecutionContext, createMessageBatch, getQueueResult, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type {
  CreatedApiKey,
  CreatedOrganization,
  CreatedWebhook,
  MessageStatus,
  Page,
  WebhookBody,
  WebhookMessage,
  WebhookMessageDetail,
} from "@cairn/sdk/schema";
import { afterEach, beforeAll, beforeEach, vi } from "vitest";
import worker from "../../index.ts";
import type { JobMessage } from "../../jobs/messages.ts";
import { DAY_MS } from "../../shared/clock.ts";
import type { Webhook } from "../../webhook/object.ts";
import { bearer, type Client, createOrg, createPerson, createSpace, env, migrateControl } from "./fixtures.ts";

/** What a receiver was sent. */
export interface Sent {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** The clock's time of it. */
  at: number;
}

type Answer = (sent: Sent) => Response | Promise<Response>;

/**
 * Receivers of webhooks in the place of the network, by address; an address that is none cannot be reached. `sent` has all requests, the
 * first one first.
 */
export function fakeReceivers() {
  const answers = new Map<string, Answer>();
  const sent: Sent[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input as RequestInfo, init as RequestInit);
    const one = { url: request.url, headers: Object.fromEntries(request.headers), body: await request.text(), at: Date.now() };
    const answer = answers.get(request.url);
    if (!answer) throw new TypeError("Network connection lost.");
    sent.push(one);
    return answer(one);
  });
  return {
    sent,
    answer(url: string, answer: Answer) {
      answers.set(url, answer);
    },
    to: (url: string) => sent.filter((one) => one.url === url),
  };
}

export const ok = () => new Response("thanks");
export const typeOf = ({ body }: Sent) => (JSON.parse(body) as WebhookBody).type;

/** Stops the clock, so far in the future that no alarm rings by itself: the test rings them. */
export function holdClock(): { move(ms: number): void } {
  vi.useFakeTimers({ toFake: ["Date"], now: Math.ceil(Date.now() / DAY_MS) * DAY_MS + 400 * DAY_MS });
  return { move: (ms) => void vi.setSystemTime(Date.now() + ms) };
}

export const URL_A = "http://localhost:4001/a";
export const URL_B = "http://localhost:4001/b";

/** What every test of deliveries in a file has: receivers in the place of the network, and a clock that stands still. */
export function useHookStage() {
  const stage = {} as { receivers: ReturnType<typeof fakeReceivers>; clock: ReturnType<typeof holdClock> };
  beforeAll(migrateControl);
  beforeEach(() => {
    stage.receivers = fakeReceivers();
    stage.clock = holdClock();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  return stage;
}

export const hookObject = (id: string): DurableObjectStub<Webhook> => env.WEBHOOK.get(env.WEBHOOK.idFromName(id));

/** Rings an endpoint's alarm if its time has come; false when it is not due. */
export async function ring(id: string): Promise<boolean> {
  const at = await alarmOf(id);
  return at !== null && at <= Date.now() ? runDurableObjectAlarm(hookObject(id)) : false;
}

export const alarmOf = (id: string): Promise<number | null> => runInDurableObject(hookObject(id), (_, { storage }) => storage.getAlarm());

/** Lets time pass until nothing is to be done before the given one, ringing each alarm when it is due. */
export async function passTime(clock: { move(ms: number): void }, ms: number, ids: readonly string[]): Promise<void> {
  const end = Date.now() + ms;
  for (;;) {
    while ((await Promise.all(ids.map(ring))).includes(true));
    const next = (await Promise.all(ids.map(alarmOf))).flatMap((at) => (at !== null && at > Date.now() && at <= end ? [at] : []));
    if (next.length === 0) break;
    clock.move(Math.min(...next) - Date.now());
  }
  clock.move(end - Date.now());
}

/** Puts messages through the consumer of the queues. */
export async function consume(bodies: readonly JobMessage[], replaced: Record<string, unknown> = {}) {
  const messages = bodies.map((body, i) => ({ id: `message-${i}`, timestamp: new Date(), attempts: 1, body }));
  const batch = createMessageBatch("cairn-events", messages);
  const ctx = createExecutionContext();
  await worker.queue(batch, { ...env, ...replaced }, ctx);
  return getQueueResult(batch, ctx);
}

/** A queue that takes everything and delivers nothing. */
export const silentQueue = { sendBatch: async () => ({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } }) };
const quiet = { env: { EVENTS: silentQueue } };

/** An organization whose events are handed on only when the test says so. */
export interface HookPlace {
  owner: Client;
  org: CreatedOrganization;
  base: string;
  create(input: Record<string, unknown>): Promise<CreatedWebhook>;
  /** Something happens that endpoints hear of (`workspace.updated`); answers the name that the event tells. */
  happen(): Promise<string>;
  /** Hands on what happened. */
  handOn(replaced?: Record<string, unknown>): ReturnType<typeof consume>;
  post<T>(path: string, json?: unknown): Promise<T>;
  messages(hook: string, status?: MessageStatus): Promise<WebhookMessage[]>;
  message(hook: string, id: string): Promise<WebhookMessageDetail>;
}

export async function createHookPlace(): Promise<HookPlace> {
  const person = await createPerson("Ada");
  const org = await createOrg(person);
  // A session would end in the time that tests let pass.
  const key = await person.json<CreatedApiKey>(`/api/v1/orgs/${org.id}/keys`, { json: { name: "key", expires_in_days: null } }, 201);
  const owner = bearer(key.secret);
  const space = await createSpace(owner, org.id, "Space");
  const base = `/api/v1/orgs/${org.id}`;
  const handOn = (replaced?: Record<string, unknown>) => consume([{ v: 1, type: "organization.events", orgId: org.id }], replaced);
  await handOn();
  let count = 0;
  return {
    owner,
    org,
    base,
    create: (input) => owner.json(`${base}/webhooks`, { json: input, ...quiet }, 201),
    async happen() {
      const name = `Space ${++count}`;
      await owner.json(`${base}/workspaces/${space.id}`, { method: "PATCH", json: { name }, ...quiet });
      return name;
    },
    handOn,
    post: (path, json = {}) => owner.json(`${base}/${path}`, { method: "POST", json, ...quiet }),
    messages: async (hook, status) => {
      const query = status ? `?limit=200&status=${status}` : "?limit=200";
      return (await owner.json<Page<WebhookMessage>>(`${base}/webhooks/${hook}/messages${query}`)).items;
    },
    message: (hook, id) => owner.json(`${base}/webhooks/${hook}/messages/${id}`),
  };
}

/** Names that the events of requests tell, in the order they came. */
export const namesOf = (sent: readonly Sent[]): string[] =>
  sent.map(({ body }) => (JSON.parse(body) as { data: { data: { name: { to: string } } } }).data.data.name.to);
