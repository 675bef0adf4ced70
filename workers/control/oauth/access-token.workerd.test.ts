import { base64url, decodeJwt, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { open } from "../../shared/envelope.ts";
import { bearer, createPerson, env, migrateControl, outcome, send } from "../../test/support/fixtures.ts";
import { heldClock, post, requestCtx, signInProgram } from "../../test/support/oauth.ts";
import { resolveAccessToken } from "./access-token.ts";

beforeAll(migrateControl);

/** The Worker's own key, taken from its database: a token that is wrong in one thing only must be signed by it. */
async function ownKey() {
  const row = await env.CONTROL.prepare("SELECT * FROM signing_keys WHERE retired_at IS NULL").first<Record<string, string>>();
  const kid = row?.kid as string;
  const place = { table: "signing_keys", column: "private_jwk_sealed", row: kid };
  const { settings } = requestCtx();
  const jwk = JSON.parse(await open(settings.keyring, place, row?.private_jwk_sealed as string)) as JWK;
  return { kid, key: await importJWK(jwk, "ES256"), publicJwk: JSON.parse(row?.public_jwk as string) as JWK };
}

/** A token with some claims or header fields replaced, signed with our key. */
async function forged(token: string, claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> {
  const { kid, key } = await ownKey();
  return new SignJWT({ ...decodeJwt(token), ...claims }).setProtectedHeader({ alg: "ES256", kid, typ: "at+jwt", ...header }).sign(key);
}

const call = (token: string) => outcome(bearer(token).fetch("/api/v1/me/grants"));
const nowS = () => Math.floor(Date.now() / 1_000);

test("a token works, says whose it is, and is typed for this API", async () => {
  const ada = await createPerson("Ada");
  const { access_token } = await signInProgram(ada);
  expect(await call(access_token)).toBe("200");
  const claims = decodeJwt(access_token);
  expect(claims).toMatchObject({ iss: "http://localhost:8787", aud: "http://localhost:8787/api", sub: ada.id, client_id: "cairn-cli" });
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
  expect(await call(await forged(access_token))).toBe("200");
});

describe("refused is a token", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["of another type", {}, { typ: "JWT" }],
    ["without a type", {}, { typ: undefined }],
    ["for another audience", { aud: "http://localhost:8787" }, {}],
    ["without an audience", { aud: undefined }, {}],
    ["of another issuer", { iss: "http://localhost:8788" }, {}],
    ["without an end", { exp: undefined }, {}],
    ["without a subject", { sub: undefined }, {}],
    ["with a subject that is no text", { sub: 7 }, {}],
    ["that holds from later on", { nbf: nowS() + 600 }, {}],
    ["with an unknown key", {}, { kid: "nope" }],
    ["without a key id", {}, { kid: undefined }],
    ["with an extension that must be understood", {}, { crit: ["x"], x: 1 }],
  ])("%s", async (_, claims, header) => {
    const { access_token } = await signInProgram(await createPerson("Ada"));
    const token = header.crit
      ? [base64url.encode(JSON.stringify({ alg: "ES256", typ: "at+jwt", ...header })), ...access_token.split(".").slice(1)].join(".")
      : await forged(access_token, claims, header);
    expect(await call(token)).toBe("401 token_invalid");
  });

  test("that is not signed (alg none)", async () => {
    const { access_token } = await signInProgram(await createPerson("Ada"));
    const header = base64url.encode(JSON.stringify({ alg: "none", typ: "at+jwt" }));
    expect(await call(`${header}.${access_token.split(".")[1]}.`)).toBe("401 token_invalid");
  });

  test("that is signed by HMAC with the public key as its secret", async () => {
    const { access_token } = await signInProgram(await createPerson("Ada"));
    const { kid, publicJwk } = await ownKey();
    for (const secret of [JSON.stringify(publicJwk), publicJwk.x as string]) {
      const token = await new SignJWT(decodeJwt(access_token))
        .setProtectedHeader({ alg: "HS256", kid, typ: "at+jwt" })
        .sign(new TextEncoder().encode(secret));
      expect(await call(token)).toBe("401 token_invalid");
    }
  });

  test("that is signed by a key it brings along", async () => {
    const { access_token } = await signInProgram(await createPerson("Ada"));
    const pair = await generateKeyPair("ES256", { extractable: true });
    const { kid } = await ownKey();
    const token = await new SignJWT(decodeJwt(access_token))
      .setProtectedHeader({ alg: "ES256", kid, typ: "at+jwt", jwk: await exportJWK(pair.publicKey) })
      .sign(pair.privateKey);
    expect(await call(token)).toBe("401 token_invalid");
  });

  test("with any part changed", async () => {
    const { access_token } = await signInProgram(await createPerson("Ada"));
    const other = await createPerson("Other");
    const [header, payload, signature] = access_token.split(".") as [string, string, string];
    const mine = base64url.encode(JSON.stringify({ ...decodeJwt(access_token), sub: other.id }));
    for (const token of [
      `${header}.${mine}.${signature}`,
      `${header}.${payload}.${signature.slice(4)}`,
      `${header}.${payload}.`,
      "a.b.c",
      "x",
    ])
      expect(await call(token)).toBe("401 token_invalid");
  });

  test("of a grant that is another person's, or none's", async () => {
    const [ada, eve] = [await createPerson("Ada"), await createPerson("Eve")];
    const { access_token } = await signInProgram(ada);
    expect(await call(await forged(access_token, { sub: eve.id }))).toBe("401 token_revoked");
    expect(await call(await forged(access_token, { gid: "gr_none" }))).toBe("401 token_revoked");
  });

  test.each(["Basic YTpi", "Bearer", "Bearer a b", "bearer\t", "Token x"])("in a header that reads %j", async (authorization) => {
    expect(await outcome(send("/api/v1/me/grants", { headers: { authorization } }))).toBe("401 token_invalid");
  });

  test("that is a refresh token", async () => {
    const { refresh_token } = await signInProgram(await createPerson("Ada"));
    expect((await bearer(refresh_token).fetch("/api/v1/me/grants")).status).toBe(401);
  });
});

describe("an expired token", () => {
  test("is told by the same code, moment and challenge everywhere", async () => {
    const { access_token } = await signInProgram(await createPerson("Ada"));
    const exp = nowS() - 60;
    const token = await forged(access_token, { exp });
    const response = await bearer(token).fetch("/api/v1/me/grants");
    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("www-authenticate")).toBe(
      'Bearer realm="cairn", error="invalid_token", error_description="The access token expired", resource_metadata="http://localhost:8787/.well-known/oauth-protected-resource/api"',
    );
    expect(await response.json()).toMatchObject({
      code: "token_expired",
      title: "The access token expired",
      expired_at: new Date(exp * 1_000).toISOString(),
      detail: expect.stringContaining("expired"),
    });
  });

  test("ends on the second", async () => {
    const clock = heldClock();
    const { access_token } = await signInProgram(await createPerson("Ada"));
    const exp = (decodeJwt(access_token).exp ?? 0) * 1_000;
    clock.move(exp - 1 - clock.now());
    expect(await resolveAccessToken(requestCtx({ clock }), access_token)).toMatchObject({ credential: { expiresAt: exp } });
    clock.move(1);
    await expect(resolveAccessToken(requestCtx({ clock }), access_token)).rejects.toMatchObject({ code: "token_expired" });
  });

  test("that was also changed is only invalid: what it says of itself proves nothing", async () => {
    const { access_token } = await signInProgram(await createPerson("Ada"));
    const [header, , signature] = (await forged(access_token, { exp: 1 })).split(".");
    const payload = base64url.encode(JSON.stringify({ ...decodeJwt(access_token), exp: 2 }));
    expect(await call(`${header}.${payload}.${signature}`)).toBe("401 token_invalid");
  });
});

describe("without a good credential", () => {
  test("the challenge carries no error when nothing was sent, and invalid_token when something was", async () => {
    const nothing = await send("/api/v1/me/grants");
    expect(nothing.status).toBe(401);
    expect(nothing.headers.get("www-authenticate")).toMatch(/^Bearer realm="cairn", resource_metadata=/);
    const bad = await bearer("x.y.z").fetch("/api/v1/me/grants");
    expect(bad.headers.get("www-authenticate")).toContain('error="invalid_token"');
  });

  test("a token in the query string counts for nothing", async () => {
    const { access_token } = await signInProgram(await createPerson("Ada"));
    expect(await outcome(send(`/api/v1/me/grants?access_token=${access_token}`))).toBe("401 unauthenticated");
  });
});

describe("the keys", () => {
  test("are published without their private half", async () => {
    const { keys } = (await (await send("/api/oauth/jwks")).json()) as { keys: JWK[] };
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
      expect(key).toMatchObject({ alg: "ES256", use: "sig", kty: "EC" });
    }
  });

  test("a database that cannot be read makes no token invalid", async () => {
    const { access_token } = await signInProgram(await createPerson("Ada"));
    const clock = heldClock();
    clock.move(10_000);
    const broken = {
      prepare: () => {
        throw new Error("D1_ERROR: down");
      },
    };
    const token = await forged(access_token, {}, { kid: "made-up" });
    await expect(resolveAccessToken(requestCtx({ clock, replaced: { CONTROL: broken } }), token)).rejects.toThrow("D1_ERROR");
  });

  test("many tokens with made-up key ids cost one read of the keys", async () => {
    const { access_token } = await signInProgram(await createPerson("Ada"));
    const clock = heldClock();
    clock.move(20_000);
    let reads = 0;
    const prepare = (query: string) => {
      reads += 1;
      return env.CONTROL.prepare(query);
    };
    for (let i = 0; i < 10; i++) {
      const token = await forged(access_token, {}, { kid: `made-up-${i}` });
      await expect(resolveAccessToken(requestCtx({ clock, replaced: { CONTROL: { prepare } } }), token)).rejects.toMatchObject({
        code: "token_invalid",
      });
    }
    expect(reads).toBeLessThanOrEqual(1);
  });
});

test("a revoked grant ends its tokens at once in this isolate, also while one of them is being checked", async () => {
  const ada = await createPerson("Ada");
  const pair = await signInProgram(ada);
  expect(await call(pair.access_token)).toBe("200");
  const [, revoked] = await Promise.all([
    call(pair.access_token),
    post("/api/oauth/revoke", { token: pair.refresh_token }),
    call(pair.access_token),
  ]);
  expect(revoked.status).toBe(200);
  expect(await call(pair.access_token)).toBe("401 token_revoked");
});
