import type { AuthorizationOutcome, AuthorizationRequest, Grant, Page } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, test } from "vitest";
import { randomToken, sha256 } from "../../shared/bytes.ts";
import { MINUTE_MS } from "../../shared/clock.ts";
import { bearer, createPerson, env, migrateControl, outcome, type Person, send } from "../../test/support/fixtures.ts";
import { callerCtx, type Form, heldClock, postToken, refusal, requestCtx, signInProgram, tokens } from "../../test/support/oauth.ts";
import { decideAuthorization, redeemCode, startAuthorization } from "./authorization.ts";

beforeAll(migrateControl);

const REDIRECT = "http://127.0.0.1:49152/callback?keep=1";

async function query(changes: Record<string, string | undefined> = {}) {
  const verifier = randomToken(32);
  const all: Record<string, string | undefined> = {
    response_type: "code",
    client_id: "cairn-cli",
    redirect_uri: REDIRECT,
    state: "s t&a=te#é",
    code_challenge: await sha256(verifier),
    code_challenge_method: "S256",
    cairn_device: "laptop",
    cairn_workspace: "acme/vision",
    ...changes,
  };
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(all)) if (value !== undefined) parameters.set(name, value);
  return { verifier, parameters };
}

/** Where the authorization endpoint sends the browser. */
async function location(parameters: URLSearchParams | string): Promise<URL> {
  const response = await send(`/api/oauth/authorize?${parameters}`);
  expect(response.status).toBe(303);
  return new URL(response.headers.get("location") ?? "", env.CAIRN_ORIGIN);
}

const decide = (person: Person, id: string, decision: "approve" | "deny") =>
  person.fetch(`/api/v1/authorizations/${id}/decision`, { json: { decision } });

/** Up to the redirect with the code. */
async function consented(person: Person, decision: "approve" | "deny" = "approve") {
  const { verifier, parameters } = await query();
  const id = (await location(parameters)).searchParams.get("request") ?? "";
  const { redirect_to } = (await (await decide(person, id, decision)).json()) as AuthorizationOutcome;
  const url = new URL(redirect_to);
  return { id, verifier, url, code: url.searchParams.get("code") ?? "" };
}

const redeem = (code: string, verifier: string, form: Form = {}) =>
  postToken({ grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: REDIRECT, ...form });

describe("consent", () => {
  test("shows who asks, then gives a code with state and issuer, and the code gives tokens", async () => {
    const ada = await createPerson("Ada");
    const { verifier, parameters } = await query();
    const page = await location(parameters);
    expect(page.pathname).toBe("/authorize");
    const id = page.searchParams.get("request") ?? "";
    expect(await ada.json<AuthorizationRequest>(`/api/v1/authorizations/${id}`)).toMatchObject({
      client_name: "Cairn command line",
      device: "laptop",
      workspace: "acme/vision",
      redirect_host: "127.0.0.1:49152",
    });
    const url = new URL(((await (await decide(ada, id, "approve")).json()) as AuthorizationOutcome).redirect_to);
    expect(`${url.origin}${url.pathname}`).toBe("http://127.0.0.1:49152/callback");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      keep: "1",
      code: expect.stringMatching(/^[\w-]{43}$/),
      state: "s t&a=te#é",
      iss: "http://localhost:8787",
    });
    const code = url.searchParams.get("code") ?? "";
    const row = await env.CONTROL.prepare("SELECT * FROM authorizations WHERE id = ?").bind(id).first();
    expect(JSON.stringify(row)).not.toContain(code);
    const got = await tokens(redeem(code, verifier));
    const { items } = await bearer(got.access_token).json<Page<Grant>>("/api/v1/me/grants");
    expect(items).toMatchObject([{ current: true, device: "laptop", workspace: "acme/vision" }]);
  });

  test("refused goes back with access_denied, and there is no code", async () => {
    const { url } = await consented(await createPerson("Ada"), "deny");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      keep: "1",
      error: "access_denied",
      state: "s t&a=te#é",
      iss: "http://localhost:8787",
    });
  });

  test("can be given once only, by a person in a browser only", async () => {
    const ada = await createPerson("Ada");
    const { id } = await consented(ada);
    expect(await outcome(decide(ada, id, "approve"))).toBe("404 not_found");
    expect(await outcome(ada.fetch(`/api/v1/authorizations/${id}`))).toBe("404 not_found");
    const program = bearer((await signInProgram(ada)).access_token);
    const { parameters } = await query();
    const other = (await location(parameters)).searchParams.get("request");
    const sent = { json: { decision: "approve" } };
    expect(await outcome(program.fetch(`/api/v1/authorizations/${other}/decision`, sent))).toBe("403 insufficient_scope");
  });

  test("given twice at once counts once", async () => {
    const ada = await createPerson("Ada");
    const { parameters } = await query();
    const id = (await location(parameters)).searchParams.get("request") ?? "";
    const answers = await Promise.all(["approve", "deny", "approve"].map((d) => outcome(decide(ada, id, d as "approve"))));
    expect([...answers].sort()).toEqual(["200", "404 not_found", "404 not_found"]);
    const { results } = await env.CONTROL.prepare("SELECT action FROM audit WHERE target_id = ?").bind(id).all();
    expect(results).toHaveLength(1);
  });
});

describe("a redirect that is not ours to trust is never followed", () => {
  test.each([
    "https://evil.example/cb",
    "http://evil.example/cb",
    "http://127.0.0.1.evil.example/",
    "http://localhost.evil.example/",
    "http://localhost@evil.example/",
    "http://user:pass@127.0.0.1/",
    "http://user@localhost:1/",
    "http://evil.example#@127.0.0.1/",
    "http://127.0.0.1/#fragment",
    "//127.0.0.1/cb",
    "/relative",
    "javascript:alert(1)//127.0.0.1",
    "http://0.0.0.0:1/",
    "http://127.0.0.2:1/",
    "http://[::2]:1/",
    "http://localhost\u3002evil.example/",
    "https://127.0.0.1/",
    "cairn://callback",
    "",
  ])("%s", async (redirect_uri) => {
    const { parameters } = await query({ redirect_uri });
    const to = await location(parameters);
    expect(`${to.origin}${to.pathname}`).toBe("http://localhost:8787/authorize");
    expect(Object.fromEntries(to.searchParams)).toEqual({ error: "invalid_request" });
  });

  test("nor with an unknown client, or a repeated parameter", async () => {
    const { parameters } = await query({ client_id: "someone" });
    expect((await location(parameters)).href).toBe("http://localhost:8787/authorize?error=invalid_client");
    const { parameters: doubled } = await query();
    doubled.append("redirect_uri", "http://127.0.0.1:1/");
    expect((await location(doubled)).href).toBe("http://localhost:8787/authorize?error=invalid_request");
  });

  test.each(["http://127.0.0.1:1/", "http://[::1]:8080/x", "http://localhost:65535/cb", "http://127.0.0.1"])(
    "%s is one's own machine",
    async (uri) => {
      const { parameters } = await query({ redirect_uri: uri });
      expect((await location(parameters)).searchParams.get("request")).toMatch(/^authz_/);
    },
  );
});

describe("what else is wrong goes back to the program", () => {
  test.each<[string, Record<string, string | undefined>, string]>([
    ["another response type", { response_type: "token" }, "unsupported_response_type"],
    ["no PKCE", { code_challenge: undefined }, "invalid_request"],
    ["plain PKCE", { code_challenge_method: "plain" }, "invalid_request"],
    ["no PKCE method", { code_challenge_method: undefined }, "invalid_request"],
    ["a short challenge", { code_challenge: "short" }, "invalid_request"],
    ["a challenge with other characters", { code_challenge: `${"a".repeat(42)}+` }, "invalid_request"],
    ["a workspace that is none", { cairn_workspace: "Bad Name" }, "invalid_request"],
  ])("%s", async (_, changes, error) => {
    const { parameters } = await query(changes);
    const to = await location(parameters);
    expect(to.origin).toBe("http://127.0.0.1:49152");
    expect(Object.fromEntries(to.searchParams)).toMatchObject({ keep: "1", error, state: "s t&a=te#é", iss: "http://localhost:8787" });
    expect(to.searchParams.has("code")).toBe(false);
  });
});

describe("a code", () => {
  test("is worth nothing without its verifier, redirect and client, and still good for who has them", async () => {
    const { code, verifier } = await consented(await createPerson("Ada"));
    expect(await refusal(redeem(code, randomToken(32)))).toBe("400 invalid_grant");
    expect(await refusal(redeem(code, ""))).toBe("400 invalid_request");
    expect(await refusal(redeem(code, "short"))).toBe("400 invalid_grant");
    expect(await refusal(redeem(code, verifier, { redirect_uri: "http://127.0.0.1:49152/callback" }))).toBe("400 invalid_grant");
    expect(await refusal(redeem(code, verifier, { redirect_uri: "" }))).toBe("400 invalid_request");
    expect(await refusal(redeem(code, verifier, { client_id: "someone" }))).toBe("401 invalid_client");
    expect(await refusal(redeem("wrong", verifier))).toBe("400 invalid_grant");
    expect((await tokens(redeem(code, verifier))).token_type).toBe("Bearer");
  });

  test("used twice ends what its first use gave", async () => {
    const ada = await createPerson("Ada");
    const { code, verifier } = await consented(ada);
    const got = await tokens(redeem(code, verifier));
    expect(await outcome(bearer(got.access_token).fetch("/api/v1/me/grants"))).toBe("200");
    expect(await refusal(redeem(code, verifier))).toBe("400 invalid_grant");
    expect(await outcome(bearer(got.access_token).fetch("/api/v1/me/grants"))).toBe("401 token_revoked");
    const row = await env.CONTROL.prepare("SELECT revoked_reason FROM grants WHERE user_id = ?").bind(ada.id).first();
    expect(row).toEqual({ revoked_reason: "authorization_code_reused" });
  });

  test("used twice by somebody without the verifier ends nothing", async () => {
    const { code, verifier } = await consented(await createPerson("Ada"));
    const got = await tokens(redeem(code, verifier));
    expect(await refusal(redeem(code, randomToken(32)))).toBe("400 invalid_grant");
    expect(await outcome(bearer(got.access_token).fetch("/api/v1/me/grants"))).toBe("200");
  });

  test("used ten times at once makes one sign-in at most", async () => {
    const ada = await createPerson("Ada");
    const { code, verifier } = await consented(ada);
    const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(code, verifier)));
    expect(answers.filter((answer) => answer.status === 200).length).toBeLessThanOrEqual(1);
    const grants = await env.CONTROL.prepare("SELECT id FROM grants WHERE user_id = ?").bind(ada.id).all();
    expect(grants.results).toHaveLength(1);
    const audit = "SELECT target_id AS id FROM audit WHERE action = 'grant.created' AND actor_id = ? AND actor_name = 'Ada'";
    expect((await env.CONTROL.prepare(audit).bind(ada.id).all()).results).toEqual(grants.results);
  });

  test("lives for a minute; the request that leads to it for ten", async () => {
    const clock = heldClock();
    const ada = await createPerson("Ada");
    const verifier = randomToken(32);
    const ctx = () => requestCtx({ clock });
    const start = async () =>
      startAuthorization(ctx(), {
        clientId: "cairn-cli",
        redirectUri: REDIRECT,
        state: null,
        codeChallenge: await sha256(verifier),
        device: null,
        workspace: null,
      });
    const [one, late, other] = [await start(), await start(), await start()];
    const approve = async (id: string) => {
      const url = new URL((await decideAuthorization({ ctx: callerCtx(ada, { clock }), input: { id, decision: "approve" } })).redirect_to);
      expect(url.searchParams.has("state")).toBe(false);
      return { code: url.searchParams.get("code") ?? "", clientId: "cairn-cli", redirectUri: REDIRECT, codeVerifier: verifier };
    };
    clock.move(10 * MINUTE_MS - 1);
    const [good, tooOld] = [await approve(one), await approve(late)];
    clock.move(1);
    await expect(approve(other)).rejects.toMatchObject({ code: "not_found" });
    clock.move(MINUTE_MS - 2);
    expect(await redeemCode(ctx(), good)).toMatchObject({ token_type: "Bearer" });
    clock.move(1);
    await expect(redeemCode(ctx(), tooOld)).rejects.toMatchObject({ error: "invalid_grant" });
  });
});
