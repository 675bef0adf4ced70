import { applyD1Migrations, createExecutionContext, type D1Migration, waitOnExecutionContext } from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import type { CreatedApiKey, CreatedOrganization, OrganizationRole, ServiceAccount, Workspace } from "@cairn/sdk/schema";
import { openDb } from "../../control/db.ts";
import { sessions, users } from "../../control/schema/index.ts";
import { app } from "../../http/app.ts";
import { randomToken, sha256 } from "../../shared/bytes.ts";
import { DAY_MS, systemClock } from "../../shared/clock.ts";
import { newId } from "../../shared/ids.ts";

/** The bindings and variables of the Worker under test. */
export const env = bindings as unknown as Env & { MIGRATIONS: D1Migration[]; CAIRN_ORIGIN: string };

/** The control plane's database with all migrations applied; call it in `beforeAll`. */
export const migrateControl = () => applyD1Migrations(env.CONTROL, env.MIGRATIONS);

/** What a test sends; `env` replaces bindings or variables for this one request. */
export interface Sent {
  method?: string;
  json?: unknown;
  /** A body as text, which need not be well formed, or as bytes. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  env?: Record<string, unknown>;
}

/** Sends a request through the real app and waits for what it left to run after its answer. */
export async function send(path: string, { method, json, raw, headers = {}, env: replaced }: Sent = {}): Promise<Response> {
  const body = json === undefined ? raw : JSON.stringify(json);
  const request = new Request(new URL(path, env.CAIRN_ORIGIN), {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const ctx = createExecutionContext();
  const response = await app.fetch(request, replaced ? { ...env, ...replaced } : env, ctx);
  await waitOnExecutionContext(ctx);
  return response;
}

/** Someone who can call the API: a person in a browser or the holder of a bearer credential. */
export interface Client {
  fetch(path: string, sent?: Sent): Promise<Response>;
  /** Fetches JSON and fails when the status is not the expected one. */
  json<T>(path: string, sent?: Sent, status?: number): Promise<T>;
}

function clientWith(credential: Record<string, string>): Client {
  const fetch = (path: string, sent: Sent = {}) => send(path, { ...sent, headers: { ...credential, ...sent.headers } });
  return {
    fetch,
    async json<T>(path: string, sent: Sent = {}, status?: number): Promise<T> {
      const response = await fetch(path, sent);
      const text = await response.text();
      if (status === undefined ? !response.ok : response.status !== status)
        throw new Error(`${sent.method ?? "GET/POST"} ${path} answered ${response.status}: ${text}`);
      return (text === "" ? null : JSON.parse(text)) as T;
    },
  };
}

export interface Person extends Client {
  id: string;
  email: string;
  name: string;
  sessionId: string;
  /** The browser's cookie, for requests that another page makes with it. */
  cookie: string;
}

/** A person with a session in a browser. */
export async function createPerson(
  name: string,
  {
    email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, "-")}-${randomToken(6)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, "x")}@example.org`,
    emailVerified = true,
  } = {},
): Promise<Person> {
  const now = systemClock.now();
  const token = randomToken(32);
  const id = newId("user", now);
  const sessionId = newId("session", now);
  const db = openDb(env.CONTROL);
  await db.batch([
    db.insert(users).values({ id, name, email, emailVerified, createdAt: now }),
    db.insert(sessions).values({
      id: sessionId,
      tokenHash: await sha256(token),
      userId: id,
      connectionId: "default",
      createdAt: now,
      lastSeenAt: now,
      idleExpiresAt: now + DAY_MS,
      absoluteExpiresAt: now + 30 * DAY_MS,
    }),
  ]);
  const cookie = `cairn_session=${token}`;
  return { id, email, name, sessionId, cookie, ...clientWith({ cookie, origin: env.CAIRN_ORIGIN }) };
}

/** The holder of an API key or access token. */
export const bearer = (secret: string): Client => clientWith({ authorization: `Bearer ${secret}` });

/** An organization of its own with its first workspace, made through the API. */
export const createOrg = (owner: Client, name = `Org ${randomToken(6)}`) =>
  owner.json<CreatedOrganization>("/api/v1/orgs", { json: { name } }, 201);

/** A second, third… workspace. */
export const createSpace = (client: Client, org: string, name: string) =>
  client.json<Workspace>(`/api/v1/orgs/${org}/workspaces`, { json: { name } }, 201);

/** A new person who was invited by `inviter`, who has to be allowed to, and accepted. */
export async function joinedPerson(inviter: Client, org: string, role: OrganizationRole, name: string = role): Promise<Person> {
  const person = await createPerson(name);
  const invitation = await inviter.json<{ id: string }>(`/api/v1/orgs/${org}/invitations`, { json: { email: person.email, role } }, 201);
  await person.json(`/api/v1/me/invitations/${invitation.id}/accept`, { method: "POST" });
  return person;
}

/** A service account with a key. */
export async function createService(
  manager: Client,
  org: string,
  input: { name?: string; role?: string; key?: Record<string, unknown> } = {},
): Promise<Client & { account: ServiceAccount; key: CreatedApiKey }> {
  const { name = `robot ${randomToken(4)}`, role = "member" } = input;
  const account = await manager.json<ServiceAccount>(`/api/v1/orgs/${org}/service-accounts`, { json: { name, role } }, 201);
  const key = await manager.json<CreatedApiKey>(
    `/api/v1/orgs/${org}/keys`,
    { json: { name: "key", service_account_id: account.id, ...input.key } },
    201,
  );
  return { account, key, ...bearer(key.secret) };
}

/** The code of a problem answer, with its status, e.g. `404 not_found`; of any other answer the status alone. */
export async function outcome(answer: Response | Promise<Response>): Promise<string> {
  const response = await answer;
  const text = await response.text();
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
  return isProblem ? `${response.status} ${(JSON.parse(text) as { code: string }).code}` : String(response.status);
}
