import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  cairn as asProcess,
  inProcess as cairn,
  me,
  organization,
  page,
  problem,
  serve,
  start,
  storedSignIn,
  tempMachine,
  workspace,
} from "./support.ts";

const KEY = "cairn_pat_4Fh2kQ7sT9vWxYz0123456789abcdefx9Qa";

describe("stdout is data, stderr is talk", () => {
  const server = () =>
    serve({
      "GET /api/v1/orgs": () => page([organization("acme"), organization("beta")]),
      "GET /api/v1/me": () => ({ json: me("acme", "beta") }),
      "POST /api/v1/orgs/acme/keys": ({ body }) => ({
        status: 201,
        json: {
          id: "key_1",
          name: JSON.parse(body).name,
          hint: "cairn_pat_4Fh2…x9Qa",
          owner: { type: "user", id: "u", name: "Ada" },
          workspace_ids: null,
          actions: null,
          created_at: "2026-11-21T09:30:00.000Z",
          expires_at: null,
          last_used_at: null,
          revoked_at: null,
          secret: KEY,
        },
      }),
    });

  test("a list is an aligned table without colours in a pipe, and the API's shape with --json", async () => {
    const { url } = await server();
    const machine = tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t", CAIRN_ORG: "beta" });
    const table = await asProcess(machine, ["org", "list"]);
    expect(table.stdout).toBe(
      [
        "   SLUG  NAME  YOUR ROLE  CREATED",
        "   acme  ACME  owner      2026-11-21 09:30",
        "*  beta  BETA  owner      2026-11-21 09:30",
        "",
      ].join("\n"),
    );
    const json = await asProcess(machine, ["--json", "org", "list"]);
    expect(JSON.parse(json.stdout)).toEqual({ items: [organization("acme"), organization("beta")], next_cursor: null });
    expect((await asProcess(machine, ["org", "list", "--json"])).stdout).toBe(json.stdout);
  });

  test("a created key is the only thing on stdout", async () => {
    const { url } = await server();
    const machine = tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t", CAIRN_ORG: "acme" });
    const { code, stdout, stderr } = await asProcess(machine, ["key", "create", "ci", "--expires", "never"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${KEY}\n` });
    expect(stderr).toContain("not shown again");
    expect(stderr).not.toContain(KEY);
    expect((await asProcess(machine, ["key", "create", "ci", "-q"])).stderr).toBe("");
  });

  test("a name from the server cannot steer the terminal", async () => {
    const { url } = await serve({ "GET /api/v1/orgs": () => page([{ ...organization("acme"), name: "a\u001b[2Jb\u0007\nc\u202e" }]) });
    const { stdout } = await cairn(tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t" }), ["org", "list"]);
    expect(stdout.split("\n").length).toBe(3);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test("columns stay aligned with wide characters and emoji", async () => {
    const { url } = await serve({
      "GET /api/v1/orgs": () =>
        page([
          { ...organization("acme"), name: "研究所🧪" },
          { ...organization("beta"), name: "e\u0301" },
        ]),
    });
    const { stdout } = await cairn(tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t" }), ["org", "list"]);
    const [, first, second] = stdout.split("\n");
    expect(first).toContain("研究所🧪  owner");
    expect(second).toContain("e\u0301         owner");
  });

  test("a reader that closes the pipe is no failure", async () => {
    const items = Array.from({ length: 20_000 }, (_, i) => organization(`organization-${i}`));
    const { url } = await serve({ "GET /api/v1/orgs": () => page(items) });
    const { child, ended } = start(tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t" }), ["org", "list"]);
    child.stdout?.once("data", () => child.stdout?.destroy());
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("exit codes", () => {
  test.each([
    [401, "token_invalid", 4],
    [403, "forbidden", 5],
    [404, "not_found", 3],
    [409, "slug_taken", 6],
    [410, "invitation_expired", 6],
    [400, "invalid_request", 2],
    [422, "idempotency_mismatch", 2],
    [429, "rate_limited", 7],
    [501, "internal", 1],
  ])("%i %s ends with %i; the error has code and request id", async (status, code, exit) => {
    const { url } = await serve({
      "GET /api/v1/me": () => ({
        status,
        json: problem(status, code, "It is so"),
        headers: { "x-request-id": "req_test", "retry-after": "100" },
      }),
    });
    const ended = await cairn(tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t" }), ["api", "GET", "/me"]);
    expect(ended.code).toBe(exit);
    expect(ended.stdout).toBe("");
    expect(ended.stderr).toMatch(new RegExp(`^Error: .*[Ii]t is so\\.\\n  code ${code}, request req_test\\n`));
  });

  test("fields that break a rule are named", async () => {
    const errors = [{ path: "body.name", rule: "too_small", message: "must not be empty" }];
    const { url } = await serve({
      "POST /api/v1/orgs": () => ({ status: 400, json: problem(400, "invalid_request", "The request is not valid", { errors }) }),
    });
    const { stderr } = await cairn(tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t" }), ["org", "create", "x"]);
    expect(stderr).toContain("  name must not be empty\n");
  });

  test.each([
    [["orgg"], "There is no command cairn orgg.", "Run: cairn org"],
    [["lgoin"], "There is no command cairn lgoin.", "Run: cairn login"],
    [["org", "lst"], "There is no command cairn org lst.", "Run: cairn org list"],
    [["org", "list", "--jsn"], "Unknown option '--jsn'.", "Did you mean --json?"],
    [["org", "invite"], "Missing required argument 'email'.", ""],
    [["config", "get", "hots"], "There is no setting hots", "Did you mean host?"],
    [["run", "list", "--status", "happy"], "is invalid. Allowed choices are queued, running", ""],
    [["login", "--device", "--browser"], "Choose one of", ""],
    [["--timeout", "never", "config", "show"], "--timeout must be a number.", ""],
  ])("%j is a usage error with a way out", async (args, message, next) => {
    const { code, stdout, stderr } = await cairn(tempMachine(), args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toContain(next);
  });

  test("not signed in is 4 and names the command", async () => {
    const { code, stderr } = await cairn(tempMachine(), ["org", "list", "--host", "https://x.example.org"]);
    expect(code).toBe(4);
    expect(stderr).toBe("Error: You are not signed in to https://x.example.org.\n  Run: cairn login --host https://x.example.org\n");
  });

  test("a server that is not there is 1, in a sentence", async () => {
    const { code, stderr } = await cairn(tempMachine({ CAIRN_URL: "http://127.0.0.1:1" }), ["login", "--device"]);
    expect(code).toBe(1);
    expect(stderr).toContain("Error: http://127.0.0.1:1 does not answer.");
  });

  test("a server that is something else is said to be none of Cairn's", async () => {
    const { url } = await serve({});
    const { stderr } = await cairn(tempMachine({ CAIRN_URL: url }), ["login", "--device"]);
    expect(stderr).toContain(`There is no Cairn server at ${url}.`);
  });

  test("Ctrl-C is 130, at once and without a word", async () => {
    const { url, count } = await serve({ "GET /api/v1/me": () => new Promise(() => {}) });
    const { child, ended } = start(tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t" }), ["whoami"]);
    await expect.poll(() => count("GET /api/v1/me"), { timeout: 10_000 }).toBe(1);
    child.kill("SIGINT");
    expect(await ended).toEqual({ code: 130, stdout: "", stderr: "" });
  });
});

describe("without a terminal", () => {
  test("of several organizations none is guessed: exit code 2, the list, the flag and the variable", async () => {
    const { url } = await serve({ "GET /api/v1/orgs": () => page([organization("acme"), organization("beta")]) });
    const { code, stdout, stderr } = await asProcess(tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t" }), ["workspace", "list"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Say which organization: you have 2: acme, beta.");
    expect(stderr).toContain("Add --org acme, or set CAIRN_ORG=acme, or run: cairn org use acme");
  });

  test("the only organization and workspace are taken, said, and kept", async () => {
    const { url, count } = await serve({
      "GET /api/v1/orgs": () => page([organization("acme")]),
      "GET /api/v1/orgs/acme/workspaces": () => page([workspace("vision")]),
      "POST /api/v1/orgs/acme/workspaces/vision/runs/search": () => ({ json: { items: [], next_cursor: null, total: 0 } }),
    });
    const machine = tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t" });
    const first = await asProcess(machine, ["run", "list", "--json"]);
    expect(first).toMatchObject({ code: 0, stdout: '{"items":[],"next_cursor":null,"total":0}\n' });
    expect(first.stderr).toBe("Using organization acme, the only one.\nUsing workspace vision, the only one.\n");
    expect((await asProcess(machine, ["run", "list", "--json"])).stderr).toBe("");
    expect(count("GET /api/v1/orgs")).toBe(1);
  });

  test("with no organization it says how to make one", async () => {
    const { url } = await serve({ "GET /api/v1/orgs": () => page([]) });
    const { code, stderr } = await asProcess(tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t" }), ["workspace", "list"]);
    expect(code).toBe(1);
    expect(stderr).toContain('Run: cairn org create "Acme Research"');
  });

  test("a key is not revoked without --yes", async () => {
    const server = await serve({ "DELETE /api/v1/orgs/acme/keys/key_1": () => ({ status: 204 }) });
    const machine = tempMachine({ CAIRN_URL: server.url, CAIRN_TOKEN: "t", CAIRN_ORG: "acme" });
    expect(await asProcess(machine, ["key", "revoke", "key_1"])).toMatchObject({ code: 2 });
    expect(server.asked).toEqual([]);
    expect(await asProcess(machine, ["key", "revoke", "key_1", "--yes"])).toMatchObject({ code: 0 });
  });
});

describe("login and logout", () => {
  const routes = (secret = KEY) => ({
    "GET /api/v1/me": ({ headers }: { headers: Record<string, string | string[] | undefined> }) =>
      headers.authorization === `Bearer ${secret}`
        ? { json: me("acme") }
        : { status: 401, json: problem(401, "key_invalid", "The API key is not valid") },
    "GET /api/v1/orgs": () => page([organization("acme")]),
    "GET /api/v1/orgs/acme/workspaces": () => page([workspace("vision")]),
  });

  test("--with-token stores a key that works, and says account, server, expiry and place", async () => {
    const { url } = await serve(routes());
    const machine = tempMachine({ CAIRN_URL: url });
    const { code, stdout, stderr } = await asProcess(machine, ["login", "--with-token"], `${KEY}\n`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain(`Signed in to ${url}.`);
    expect(stderr).toContain("Ada Lovelace <ada@example.org>");
    expect(stderr).toContain("2026-11-22 09:30 (UTC)");
    expect(stderr).toContain(join(machine.home, "config/credentials.json"));
    expect(stderr).toContain("Working in acme/vision.");
    expect(stderr).not.toContain(KEY);
    expect((await cairn(machine, ["whoami"])).stdout).toContain("Ada Lovelace");
  });

  test("--with-token stores nothing that the server does not take", async () => {
    const { url } = await serve(routes("another"));
    const machine = tempMachine({ CAIRN_URL: url });
    expect(await cairn(machine, ["login", "--with-token"], KEY)).toMatchObject({ code: 4 });
    expect((await cairn(machine, ["whoami"])).stderr).toContain("You are not signed in");
  });

  test("a variable that shadows the login is warned about", async () => {
    const { url } = await serve(routes());
    const { stderr } = await cairn(tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t" }), ["login", "--with-token"], KEY);
    expect(stderr).toContain("CAIRN_TOKEN is set and goes before this sign-in.");
  });

  test("logout ends the sign-in at the server, then here", async () => {
    const server = await serve({ "POST /api/oauth/revoke": () => ({ json: {} }) });
    const machine = tempMachine({ CAIRN_URL: server.url });
    machine.write("config/credentials.json", storedSignIn(server.url));
    expect(await cairn(machine, ["logout"])).toMatchObject({ code: 0, stderr: `Signed out of ${server.url}.\n` });
    expect(server.asked[0]?.form.get("token")).toBe("refresh-1");
    expect(readFileSync(join(machine.home, "config/credentials.json"), "utf8")).not.toContain("refresh-1");
  });

  test("logout deletes the sign-in also when the server is away", async () => {
    const machine = tempMachine({ CAIRN_URL: "http://127.0.0.1:1" });
    machine.write("config/credentials.json", storedSignIn("http://127.0.0.1:1"));
    const { code, stderr } = await cairn(machine, ["logout"]);
    expect(code).toBe(0);
    expect(stderr).toContain("did not confirm");
    expect(readFileSync(join(machine.home, "config/credentials.json"), "utf8")).not.toContain("access-1");
  });
});

describe("settings", () => {
  test("show, get, set and unset, each value with its source", async () => {
    const machine = tempMachine({ CAIRN_WORKSPACE: "from-env" });
    await cairn(machine, ["config", "set", "org", "mine"]);
    await cairn(machine, ["config", "set", "timeout_s", "9", "--project"]);
    const shown = JSON.parse((await cairn(machine, ["config", "show", "--json"])).stdout);
    expect(shown.settings).toMatchObject({
      org: { value: "mine", source: { kind: "user" } },
      workspace: { value: "from-env", source: { kind: "env", at: "CAIRN_WORKSPACE" } },
      timeout_s: { value: 9, source: { kind: "project", at: join(machine.cwd, "cairn.json") } },
      host: { value: "http://localhost:8787", source: { kind: "default" } },
    });
    expect(await cairn(machine, ["config", "get", "org"])).toMatchObject({ code: 0, stdout: "mine\n" });
    expect((await cairn(machine, ["config", "set", "workspace", "x"])).stderr).toContain("CAIRN_WORKSPACE goes before it");
    await cairn(machine, ["config", "unset", "org"]);
    expect(await cairn(machine, ["config", "get", "org"])).toMatchObject({ code: 3, stdout: "" });
  });

  test("no part of a secret is ever shown", async () => {
    const { url } = await serve({ "GET /api/v1/me": () => ({ json: me() }) });
    const machine = tempMachine({ CAIRN_URL: url, CAIRN_API_KEY: KEY });
    machine.write("config/credentials.json", storedSignIn(url, { access_token: KEY, refresh_token: KEY }));
    const commands = [
      ["config", "show"],
      ["config", "show", "--json"],
      ["config", "get", "api_key"],
      ["whoami", "--debug"],
      ["api", "GET", "/me", "--debug", "-H", `X-Note: ${KEY}`],
    ];
    for (const args of commands) {
      const { stdout, stderr } = await cairn(machine, args);
      expect(stdout + stderr).not.toContain(KEY.slice(10, 16));
    }
    expect((await cairn(machine, ["config", "show"])).stdout).toMatch(/api_key +\(set, not shown\)/);
    expect(await cairn(machine, ["config", "set", "api_key", "x"])).toMatchObject({ code: 2 });
  });

  test("--debug shows each request and answer", async () => {
    const { url } = await serve({ "GET /api/v1/me": () => ({ json: me() }) });
    const { stderr } = await cairn(tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t" }), ["api", "GET", "/me", "--debug"]);
    expect(stderr).toContain(`> GET ${url}/api/v1/me\n`);
    expect(stderr).toContain("> authorization: [redacted]\n");
    expect(stderr).toMatch(/< 200 OK \(\d+ ms\)\n/);
  });

  test("profiles and hosts: add, list, use, remove", async () => {
    const machine = tempMachine();
    const run = async (...args: string[]) => (await cairn(machine, [...args, "--json"])).stdout;
    await run("profile", "add", "staging", "--host", "https://s.example.org", "--org", "acme");
    await run("profile", "use", "staging");
    expect(JSON.parse(await run("profile", "list")).items).toEqual([
      { name: "staging", current: true, default: true, host: "https://s.example.org", org: "acme" },
    ]);
    expect(await cairn(machine, ["config", "get", "host"])).toMatchObject({
      stdout: "https://s.example.org\n",
      stderr: "from profile staging\n",
    });
    expect(await cairn(machine, ["profile", "add", "staging"])).toMatchObject({ code: 6 });
    await run("profile", "remove", "staging");
    expect(JSON.parse(await run("config", "get", "host")).value).toBe("http://localhost:8787");
    await run("host", "add", "https://h.example.org", "--no-check", "--use");
    expect(JSON.parse(await run("host", "list")).items).toEqual([
      { url: "https://h.example.org", current: true, signed_in: false, org: null, workspace: null },
    ]);
    await run("host", "remove", "https://h.example.org");
    expect(JSON.parse(await run("host", "list")).items).toEqual([expect.objectContaining({ url: "http://localhost:8787" })]);
  });

  test("commands that repair a missing profile run in spite of it; others say what is wrong", async () => {
    const machine = tempMachine({ CAIRN_PROFILE: "gone" });
    expect(await cairn(machine, ["org", "list"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("There is no profile gone (named by CAIRN_PROFILE)"),
    });
    expect(await cairn(machine, ["profile", "add", "gone", "--org", "acme"])).toMatchObject({ code: 0 });
  });
});

describe("target roots", () => {
  test("sync replaces the cache of this server, organization and workspace, and no other", async () => {
    let uri = "s3://first";
    const root = () => page([{ name: "default", uri, updated_at: "2026-11-21T09:30:00.000Z" }]);
    const { url } = await serve({
      "GET /api/v1/orgs/acme/workspaces/vision/target-roots": root,
      "GET /api/v1/orgs/acme/workspaces/audio/target-roots": root,
    });
    const machine = tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t", CAIRN_ORG: "acme" });
    const cached = async (workspace: string) =>
      JSON.parse((await cairn(machine, ["target-root", "list", "--cached", "--json", "--workspace", workspace])).stdout).items[0].uri;
    await cairn(machine, ["target-root", "sync", "--workspace", "vision"]);
    await cairn(machine, ["target-root", "sync", "--workspace", "audio"]);
    uri = "s3://second";
    await cairn(machine, ["target-root", "sync", "--workspace", "vision"]);
    expect([await cached("vision"), await cached("audio")]).toEqual(["s3://second", "s3://first"]);
  });
});

describe("api", () => {
  test("fills in the selection, sends JSON from anywhere, and goes to no other server", async () => {
    const server = await serve({
      "POST /api/v1/orgs/acme/workspaces/vision/runs": ({ body, headers }) => ({
        status: 201,
        json: { got: JSON.parse(body), note: headers["x-note"] },
      }),
    });
    const machine = tempMachine({ CAIRN_URL: server.url, CAIRN_TOKEN: "t", CAIRN_ORG: "acme", CAIRN_WORKSPACE: "vision" });
    const path = "/orgs/{org}/workspaces/{workspace}/runs";
    expect((await cairn(machine, ["api", "post", path, "-d", '{"a":1}', "-H", "X-Note: hi"])).stdout).toBe('{"got":{"a":1},"note":"hi"}\n');
    expect((await cairn(machine, ["api", "POST", `/api/v1${path}`, "-d", "-"], '{"b":2}')).stdout).toBe('{"got":{"b":2}}\n');
    expect((await cairn(machine, ["api", "POST", path, "-d", `@${machine.write("body.json", { c: 3 })}`])).stdout).toBe(
      '{"got":{"c":3}}\n',
    );
    expect(await cairn(machine, ["api", "GET", "https://elsewhere.example.org/x"])).toMatchObject({ code: 2 });
    expect(await cairn(machine, ["api", "POST", path, "-d", "{"])).toMatchObject({ code: 2 });
  });
});
