import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader } from "jose";
import * as oidc from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCookieJar } from "./drive.ts";
import { type TokenFault, tokenFaults } from "./faults.ts";
import { type FaultyProvider, startFaultyProvider } from "./faulty.ts";

const client = { id: "cairn", secret: "a-secret-of-some-length" };
const callback = "http://localhost:8787/api/auth/callback/conn_default";
const nonce = "the-nonce";
const verifier = "v".repeat(43);

let idp: FaultyProvider;
beforeAll(async () => {
  idp = await startFaultyProvider({ redirectUris: [callback], client });
});
afterAll(() => idp.close());

async function authorizeUrl(provider = idp) {
  return `${provider.issuer}/auth?${new URLSearchParams({
    client_id: client.id,
    redirect_uri: callback,
    response_type: "code",
    scope: "openid email profile",
    state: "the-state",
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  })}`;
}

function exchange(url: string, provider = idp, signal?: AbortSignal) {
  const code = new URL(url).searchParams.get("code") ?? "";
  return fetch(`${provider.issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
    body: new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: callback, code_verifier: verifier }),
    ...(signal && { signal }),
  });
}

async function tokenOf(email: string, provider = idp): Promise<{ id_token?: string; access_token: string }> {
  const answer = await exchange(await provider.signInAs(await authorizeUrl(provider), email), provider);
  expect(answer.status).toBe(200);
  return (await answer.json()) as { id_token?: string; access_token: string };
}

/** True when the signature is by a key of the provider, else the code of the refusal. */
async function verifies(token: string) {
  const keys = (await (await fetch(`${idp.issuer}/jwks`)).json()) as Parameters<typeof createLocalJWKSet>[0];
  return compactVerify(token, createLocalJWKSet(keys)).then(
    () => true,
    (error: Error & { code: string }) => error.code,
  );
}

const now = () => Date.now() / 1000;
type Look = (claims: Record<string, unknown>) => void;
const lacks =
  (claim: string): Look =>
  (claims) =>
    expect(claims).not.toHaveProperty(claim);
const claimFaults: Partial<Record<TokenFault, Look>> = {
  "missing-sub": lacks("sub"),
  "missing-aud": lacks("aud"),
  "missing-iss": lacks("iss"),
  "missing-exp": lacks("exp"),
  "missing-iat": lacks("iat"),
  "missing-nonce": lacks("nonce"),
  "empty-sub": (claims) => expect(claims.sub).toBe(""),
  "numeric-sub": (claims) => expect(claims.sub).toBeTypeOf("number"),
  "wrong-aud": (claims) => expect(claims.aud).not.toBe(client.id),
  "wrong-iss": (claims) => expect(claims.iss).not.toBe(idp.issuer),
  "wrong-nonce": (claims) => expect(claims.nonce).not.toBe(nonce),
  expired: (claims) => expect(claims.exp).toBeLessThan(now() - 600),
  "nbf-future": (claims) => expect(claims.nbf).toBeGreaterThan(now() + 600),
};
const signatureFaults: Partial<Record<TokenFault, { alg: string; verifies: string }>> = {
  unsigned: { alg: "none", verifies: "ERR_JOSE_NOT_SUPPORTED" },
  hs256: { alg: "HS256", verifies: "ERR_JOSE_NOT_SUPPORTED" },
  tampered: { alg: "RS256", verifies: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" },
  "other-key": { alg: "RS256", verifies: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" },
  "unknown-kid": { alg: "RS256", verifies: "ERR_JWKS_NO_MATCHING_KEY" },
};

test("an account without a fault gets a good token", async () => {
  const { id_token = "" } = await tokenOf("fine@fault.test");
  expect(decodeJwt(id_token)).toMatchObject({ iss: idp.issuer, aud: client.id, nonce, email: "fine@fault.test", email_verified: true });
  expect(await verifies(id_token)).toBe(true);
});

test("every fault of the token has a case here", () => {
  const covered = [...Object.keys(claimFaults), ...Object.keys(signatureFaults), "no-id-token", "garbage-id-token"];
  expect(covered.toSorted()).toEqual([...tokenFaults].toSorted());
});

describe("faults of the ID token, all at the same time", () => {
  test.concurrent.each(Object.entries(claimFaults))("%s: that claim, and a good signature", async (fault, look) => {
    const { id_token = "" } = await tokenOf(`${fault}+claims@fault.test`);
    look(decodeJwt(id_token));
    expect(await verifies(id_token)).toBe(true);
    const good = { iss: idp.issuer, aud: client.id, nonce };
    const touched = fault.replace(/^[a-z]+-/, "");
    for (const [claim, value] of Object.entries(good)) if (claim !== touched) expect(decodeJwt(id_token)[claim]).toBe(value);
  });

  test.concurrent.each(Object.entries(signatureFaults))("%s: good claims, and no good signature", async (fault, wanted) => {
    const { id_token = "" } = await tokenOf(`${fault}+signature@fault.test`);
    expect(decodeProtectedHeader(id_token).alg).toBe(wanted.alg);
    expect(decodeJwt(id_token)).toMatchObject({ iss: idp.issuer, aud: client.id, nonce });
    if (fault === "tampered") expect(decodeJwt(id_token).sub).toBe("root");
    expect(await verifies(id_token)).toBe(wanted.verifies);
  });

  test("no-id-token and garbage-id-token", async () => {
    expect(await tokenOf("no-id-token@fault.test")).not.toHaveProperty("id_token");
    expect(() => decodeJwt("this.is.garbage")).toThrow();
    expect((await tokenOf("garbage-id-token@fault.test")).id_token).toBe("this.is.garbage");
  });
});

describe("faults of the account", () => {
  test("no-email and unverified-email", async () => {
    expect(decodeJwt((await tokenOf("no-email@fault.test")).id_token ?? "")).not.toHaveProperty("email");
    const claims = decodeJwt((await tokenOf("unverified-email@fault.test")).id_token ?? "");
    expect(claims).toMatchObject({ email: "unverified-email@fault.test", email_verified: false });
  });

  test("a strict provider keeps the e-mail for userinfo", async () => {
    const strict = await startFaultyProvider({ redirectUris: [callback], client, conformIdTokenClaims: true });
    try {
      const { id_token = "", access_token } = await tokenOf("strict@fault.test", strict);
      expect(decodeJwt(id_token)).not.toHaveProperty("email");
      const info = await fetch(`${strict.issuer}/me`, { headers: { authorization: `Bearer ${access_token}` } });
      expect(await info.json()).toMatchObject({ sub: decodeJwt(id_token).sub, email: "strict@fault.test", email_verified: true });
      const spoiled = await tokenOf("wrong-aud@fault.test", strict);
      expect(decodeJwt(spoiled.id_token ?? "").aud).not.toBe(client.id);
    } finally {
      await strict.close();
    }
  });
});

describe("faults on the way", () => {
  const codeFor = async (email: string) => idp.signInAs(await authorizeUrl(), email);

  test("token-503, token-html and token-reset", async () => {
    expect((await exchange(await codeFor("token-503@fault.test"))).status).toBe(503);
    const page = await exchange(await codeFor("token-html@fault.test"));
    expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
    await expect(exchange(await codeFor("token-reset@fault.test"))).rejects.toThrow("fetch failed");
  });

  test("token-slow and discovery-slow do not answer, and do not hold up the stop", async () => {
    const slow = await startFaultyProvider({ redirectUris: [callback], client });
    const url = await slow.signInAs(await authorizeUrl(slow), "token-slow@fault.test");
    await expect(exchange(url, slow, AbortSignal.timeout(300))).rejects.toThrow(/timeout/);
    slow.setFault("discovery-slow");
    const hanging = fetch(`${slow.issuer}/.well-known/openid-configuration`).then(
      () => "answered",
      () => "cut off",
    );
    await expect(fetch(`${slow.issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(300) })).rejects.toThrow(/timeout/);
    await slow.close();
    expect(await hanging).toBe("cut off");
  });

  test("discovery-down and jwks-down are set for everybody, and end", async () => {
    const down = await startFaultyProvider({ redirectUris: [callback], client });
    const status = async (path: string) => (await fetch(`${down.issuer}${path}`)).status;
    try {
      down.setFault("discovery-down");
      expect([await status("/.well-known/openid-configuration"), await status("/jwks")]).toEqual([503, 200]);
      down.setFault("jwks-down");
      expect([await status("/.well-known/openid-configuration"), await status("/jwks")]).toEqual([200, 503]);
      down.setFault(undefined);
      expect([await status("/.well-known/openid-configuration"), await status("/jwks")]).toEqual([200, 200]);
    } finally {
      await down.close();
    }
  });

  test.each([
    ["server-error", "server_error"],
    ["denied", "access_denied"],
  ])("%s comes back as error=%s with state and iss, at the first and at the second sign-in", async (fault, error) => {
    const jar = createCookieJar();
    for (let round = 0; round < 2; round += 1) {
      const url = new URL(await idp.signInAs(await authorizeUrl(), `${fault}@fault.test`, { jar }));
      expect(`${url.origin}${url.pathname}`).toBe(callback);
      expect(Object.fromEntries(url.searchParams)).toMatchObject({ error, state: "the-state", iss: idp.issuer });
      expect(url.searchParams.has("code")).toBe(false);
    }
  });
});
