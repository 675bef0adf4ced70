import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Me, Problem } from "@cairn/sdk/schema";
import { type CookieJar, createCookieJar } from "../../../scripts/idp/drive.ts";
import { type FaultyProvider, startFaultyProvider } from "../../../scripts/idp/faulty.ts";
import { migrateControl } from "../../../scripts/stack/migrations.ts";
import { freePort } from "../../../scripts/stack/ports.ts";
import { startRuntime } from "../../../scripts/stack/runtime.ts";
import { randomToken } from "../../shared/bytes.ts";
import { type Keyring, seal } from "../../shared/envelope.ts";
import { newId } from "../../shared/ids.ts";

export const client = { id: "cairn", secret: "secret-of-the-tests" };
/** Longest wait for one call to the provider in this world. */
export const TIMEOUT_MS = 1_500;

const AUTH_SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
const keyring: Keyring[] = [{ version: 1, secret: AUTH_SECRET }];

/** A browser at the app, without the browser: it keeps cookies and sends the origin with what it posts. */
export interface Browser {
  jar: CookieJar;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Starts a sign-in; answers the provider's address. */
  start(form?: Record<string, string>): Promise<string>;
  /** Signs in all the way and answers what the callback said. */
  signIn(email: string, options?: { name?: string; connection?: string; return_to?: string; provider?: FaultyProvider }): Promise<Response>;
  me(): Promise<Me>;
}

/** The api Worker on the real runtime, with its database and a provider that can fail in every way. */
export interface World {
  origin: string;
  idp: FaultyProvider;
  /** Rows of a query. */
  query<Row>(sql: string, ...values: unknown[]): Promise<Row[]>;
  /** An organization's own connection; answers its id. */
  connect(id: string, issuer: string, row?: { disabledAt?: number }): Promise<string>;
  browser(jar?: CookieJar): Browser;
  /** What the Worker has logged. */
  logs(): string;
  close(): Promise<void>;
}

/** @param connections further connection ids whose callback the provider is to know */
export async function startWorld({ connections = [] }: { connections?: string[] } = {}): Promise<World> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const redirectUris = ["conn_default", ...connections].map((id) => `${origin}/api/auth/callback/${id}`);
  const idp = await startFaultyProvider({ redirectUris, postLogoutRedirectUris: [`${origin}/signed-out`], client });
  const stateDir = mkdtempSync(join(tmpdir(), "cairn-sign-in-"));
  let logged = "";
  const runtime = await startRuntime({
    port,
    stateDir,
    apiOnly: true,
    vars: {
      CAIRN_ENVIRONMENT: "local",
      CAIRN_ORIGIN: origin,
      AUTH_SECRET,
      AUTH_OIDC_ISSUER: idp.issuer,
      AUTH_OIDC_CLIENT_ID: client.id,
      AUTH_OIDC_CLIENT_SECRET: client.secret,
      AUTH_OIDC_TIMEOUT_MS: String(TIMEOUT_MS),
      CAIRN_RATE_SIGN_IN: "100000",
    },
    onLog: ({ message }) => {
      logged += `${message}\n`;
    },
  });
  const db = await runtime.controlDatabase();
  await migrateControl(db);

  const query = async <Row>(sql: string, ...values: unknown[]) =>
    (
      await db
        .prepare(sql)
        .bind(...values)
        .all<Row>()
    ).results;

  function browser(jar = createCookieJar()): Browser {
    const go: Browser["fetch"] = async (path, init = {}) => {
      const url = new URL(path, origin);
      const headers = new Headers(init.headers);
      const cookie = jar.header(url);
      if (cookie) headers.set("cookie", cookie);
      if (init.method && !headers.has("origin")) headers.set("origin", origin);
      const response = await fetch(url, { redirect: "manual", ...init, headers });
      jar.store(url, response);
      return response;
    };
    const self: Browser = {
      jar,
      fetch: go,
      async start(form = {}) {
        const response = await go("/api/auth/start", { method: "POST", body: new URLSearchParams(form) });
        const location = response.headers.get("location");
        if (response.status !== 303 || !location) throw new Error(`start answered ${response.status}: ${await response.text()}`);
        return location;
      },
      async signIn(email, { name, provider = idp, ...form } = {}) {
        const callback = await provider.signInAs(await self.start(form), email, name === undefined ? {} : { name });
        return go(callback);
      },
      async me() {
        const response = await go("/api/v1/me");
        if (!response.ok) throw new Error(`me answered ${response.status}: ${await response.text()}`);
        return (await response.json()) as Me;
      },
    };
    return self;
  }

  return {
    origin,
    idp,
    query,
    async connect(id, issuer, { disabledAt } = {}) {
      const orgId = newId("organization", Date.now());
      const sealed = await seal(keyring, { table: "connections", column: "client_secret_sealed", row: id }, client.secret);
      await query("INSERT INTO organizations (id, slug, name, created_at) VALUES (?, ?, 'Acme', 1)", orgId, randomToken(8));
      await query(
        "INSERT INTO connections (id, org_id, name, issuer, client_id, client_secret_sealed, created_at, disabled_at) VALUES (?, ?, ?, ?, ?, ?, 1, ?)",
        id,
        orgId,
        id,
        issuer,
        client.id,
        sealed,
        disabledAt ?? null,
      );
      return id;
    },
    browser,
    logs: () => logged,
    async close() {
      await runtime.close();
      await idp.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

export const problemOf = async (response: Response) => (await response.json()) as Problem;

/** A server on loopback that answers as told. */
export async function startServer(handler: Parameters<typeof createServer>[1]): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(handler);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

/** An e-mail address that no other test uses; `fault` chooses what the provider does wrong. */
export const address = (fault = "someone") =>
  `${fault}+${randomToken(6)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "x")}@example.org`;
