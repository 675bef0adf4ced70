import {
  CLI_CLIENT_ID,
  DEVICE_GRANT,
  type DeviceAuthorization,
  EXCHANGE_GRANT,
  type OAuthError,
  type TokenResponse,
} from "@cairn/sdk/schema";
import type { Caller, CallerCtx, RequestCtx } from "../../control/context.ts";
import { openDb } from "../../control/db.ts";
import { type Clock, systemClock } from "../../shared/clock.ts";
import { newId } from "../../shared/ids.ts";
import { settingsOf } from "../../shared/settings.ts";
import { env, type Person, type Sent, send } from "./fixtures.ts";

/** Parameters of a form; an array makes a parameter that is there several times. */
export type Form = Record<string, string | string[]>;

/** Posts a form to an OAuth endpoint, in the name of the command line unless told otherwise. */
export function post(path: string, form: Form, sent: Sent = {}): Promise<Response> {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ client_id: CLI_CLIENT_ID, ...form }))
    for (const each of [value].flat()) parameters.append(name, each);
  const headers = { "content-type": "application/x-www-form-urlencoded", ...sent.headers };
  return send(path, { ...sent, method: "POST", raw: parameters.toString(), headers });
}

export const postToken = (form: Form, sent?: Sent) => post("/api/oauth/token", form, sent);
export const poll = (deviceCode: string, sent?: Sent) => postToken({ grant_type: DEVICE_GRANT, device_code: deviceCode }, sent);
export const refresh = (token: string, sent?: Sent) => postToken({ grant_type: "refresh_token", refresh_token: token }, sent);
export const exchange = (subject: string, resource: string, form: Form = {}) =>
  postToken({
    grant_type: EXCHANGE_GRANT,
    subject_token: subject,
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
    resource,
    ...form,
  });

/** The tokens of an answer. Throws when it is none. */
export async function tokens(answer: Response | Promise<Response>): Promise<TokenResponse & { refresh_token: string }> {
  const response = await answer;
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text) as Awaited<ReturnType<typeof tokens>>;
}

/** Status and error of an OAuth answer, e.g. `400 slow_down`. */
export async function refusal(answer: Response | Promise<Response>): Promise<string> {
  const response = await answer;
  return `${response.status} ${((await response.json()) as OAuthError).error}`;
}

/** A device sign-in that waits for its person. */
export async function startDevice(form: Form = {}): Promise<DeviceAuthorization> {
  const response = await post("/api/oauth/device_authorization", form);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as DeviceAuthorization;
}

export const decide = (person: Person, userCode: string, decision: "approve" | "deny" = "approve", sent: Sent = {}) =>
  person.fetch(`/api/v1/device/${userCode}/decision`, { json: { decision }, ...sent });

/** A program that is signed in in a person's name. */
export async function signInProgram(person: Person) {
  const started = await startDevice();
  await decide(person, started.user_code);
  return tokens(poll(started.device_code));
}

/** A clock that stands still until it is moved. */
export function heldClock(now = systemClock.now()): Clock & { move(ms: number): void } {
  return {
    now: () => now,
    move(ms: number) {
      now += ms;
    },
  };
}

/** What verbs take, without HTTP: for tests that hold the clock or break the database. */
export function requestCtx({ clock = systemClock, replaced = {} }: { clock?: Clock; replaced?: Record<string, unknown> } = {}): RequestCtx {
  const bindings = { ...env, ...replaced };
  return {
    env: bindings,
    settings: settingsOf(bindings),
    db: openDb(bindings.CONTROL),
    clock,
    requestId: crypto.randomUUID(),
    ip: "192.0.2.1",
    country: null,
    userAgent: "test",
    changedOrgs: new Set(),
    changedMembers: new Set(),
    newId: (kind) => newId(kind, clock.now()),
    waitUntil: () => undefined,
  };
}

/** A context in which a person calls from a browser. */
export function callerCtx(person: Person, options?: Parameters<typeof requestCtx>[0]): CallerCtx {
  const caller: Caller = {
    actor: { type: "user", id: person.id, name: person.name },
    credential: { kind: "session", id: person.sessionId, expiresAt: null },
    orgId: null,
    workspaceIds: null,
    actions: null,
  };
  return { ...requestCtx(options), caller };
}
