import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll } from "vitest";
import { runCli } from "../../src/cli/run.ts";
import type { Machine } from "../../src/config/paths.ts";

// Times are shown in local time.
process.env.TZ = "UTC";

const MAIN = resolve(import.meta.dirname, "../../src/cli/main.ts");

/** What the tests of a file leave behind goes at its end: by then tests that ran side by side are done. */
const leftovers: (() => void)[] = [];
const afterwards = (clear: () => void) => void leftovers.push(clear);
afterAll(() => {
  for (const clear of leftovers.splice(0).reverse()) clear();
});

/** A machine of the test's own: empty home, a project folder as working folder, and nothing of the real environment. */
export function tempMachine(
  env: Record<string, string> = {},
): Machine & { env: Record<string, string>; write: (path: string, content: unknown) => string } {
  const home = mkdtempSync(join(tmpdir(), "cairn-cli-"));
  afterwards(() => rmSync(home, { recursive: true, force: true }));
  const cwd = join(home, "project");
  mkdirSync(cwd);
  const base = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    TZ: "UTC",
    CAIRN_CONFIG_DIR: join(home, "config"),
    CAIRN_NO_KEYCHAIN: "1",
    ...env,
  };
  return {
    env: base,
    cwd,
    home,
    platform: process.platform,
    write(path, content) {
      const file = resolve(home, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o755 });
      return file;
    },
  };
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command line as its own process, without a terminal. */
export function start(machine: Machine, args: string[], { stdin = "ignore" }: { stdin?: "ignore" | "pipe" } = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: machine.cwd,
    env: machine.env as NodeJS.ProcessEnv,
    stdio: [stdin, "pipe", "pipe"],
  });
  afterwards(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => (stdout += chunk));
  child.stderr?.on("data", (chunk) => (stderr += chunk));
  const ended = once(child, "close").then(([code]): Ended => ({ code, stdout, stderr }));
  /** Resolves to what fits once it was said on stderr; rejects when the process ends without it. */
  const says = (pattern: RegExp) =>
    new Promise<string>((done, failed) => {
      const look = () => {
        const found = pattern.exec(stderr)?.[1];
        if (found !== undefined) done(found);
      };
      child.stderr?.on("data", look);
      look();
      void ended.then(({ code }) => failed(new Error(`ended with ${code}: ${stderr}`)));
    });
  return { child, ended, says };
}

/** Runs a command to its end. */
export function cairn(machine: Machine, args: string[], input?: string): Promise<Ended> {
  const { child, ended } = start(machine, args, { stdin: input === undefined ? "ignore" : "pipe" });
  child.stdin?.end(input);
  return ended;
}

/**
 * The same without a process of its own: faster, where the process is not what is tested. With `columns` its stdout says that it is a
 * terminal so wide.
 */
export async function inProcess(machine: Machine, args: string[], input = "", columns?: number): Promise<Ended> {
  let stdout = "";
  const errors = new PassThrough().setEncoding("utf8");
  const sink = { write: (chunk: string) => (stdout += chunk), isTTY: columns !== undefined, columns };
  const stderr = text(errors);
  const code = await runCli(args, {
    machine,
    stdin: new PassThrough().end(input),
    stdout: sink,
    stderr: errors,
    fetch,
    signal: new AbortController().signal,
  });
  errors.end();
  return { code, stdout, stderr: await stderr };
}

export interface Answer {
  status?: number;
  json?: unknown;
  /** A body that is no JSON. */
  raw?: string;
  headers?: Record<string, string>;
}
export interface Asked {
  method: string;
  path: string;
  url: URL;
  headers: IncomingMessage["headers"];
  form: URLSearchParams;
  body: string;
}
type Route = (asked: Asked) => Answer | Promise<Answer>;

/** A server on loopback that answers by `METHOD /path`; what it has no answer for is 404. */
export async function serve(routes: Record<string, Route>): Promise<{ url: string; asked: Asked[]; count: (route: string) => number }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const body = await text(request);
      const one: Asked = {
        method: request.method ?? "",
        path: url.pathname,
        url,
        headers: request.headers,
        form: new URLSearchParams(body),
        body,
      };
      asked.push(one);
      const route = routes[`${one.method} ${one.path}`];
      const {
        status = 200,
        json,
        raw,
        headers = {},
      }: Answer = route ? await route(one) : { status: 404, json: problem(404, "not_found", "Not found") };
      response.writeHead(status, {
        "content-type": status < 400 ? "application/json" : "application/problem+json",
        connection: "close",
        ...headers,
      });
      response.end(raw ?? (json === undefined ? "" : JSON.stringify(json)));
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, count: (route) => asked.filter((one) => `${one.method} ${one.path}` === route).length };
}

export const problem = (status: number, code: string, detail: string, more: object = {}) => ({
  type: `https://example.org/errors#${code}`,
  title: detail,
  status,
  detail,
  code,
  request_id: "req_test",
  ...more,
});

const UUID = "01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";
export const organization = (slug: string) => ({
  id: `org_${UUID}`,
  slug,
  name: slug.toUpperCase(),
  created_at: "2026-11-21T09:30:00.000Z",
  role: "owner",
});
export const workspace = (slug: string) => ({
  id: `ws_${UUID}`,
  slug,
  name: slug.toUpperCase(),
  created_at: "2026-11-21T09:30:00.000Z",
  role: "admin",
});

/** What GET /me answers for a person in these organizations. */
export const me = (...slugs: string[]) => ({
  actor: { type: "user", id: `usr_${UUID}`, name: "Ada Lovelace" },
  user: { id: `usr_${UUID}`, name: "Ada Lovelace", email: "ada@example.org", created_at: "2026-11-21T09:30:00.000Z" },
  credential: {
    kind: "token",
    id: `gr_${UUID}`,
    expires_at: "2026-11-22T09:30:00.000Z",
    organization_id: null,
    workspace_ids: null,
    actions: null,
  },
  organizations: slugs.map(organization),
  pending_invitations: [],
});

export const page = (items: unknown[]) => ({ json: { items, next_cursor: null } });

/** A stored sign-in, as `cairn login` leaves it. */
export const signIn = (more: object = {}) => ({
  kind: "sign_in",
  account: { id: `usr_${UUID}`, name: "Ada Lovelace", email: "ada@example.org" },
  created_at: "2026-11-21T09:30:00.000Z",
  access_token: "access-1",
  refresh_token: "refresh-1",
  issued_at: new Date(Date.now() - 3_600_000).toISOString(),
  expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  ...more,
});

export const storedSignIn = (host: string, more: object = {}) => ({ version: 1, hosts: { [host]: signIn(more) } });
