import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import { beforeAll, expect, test } from "vitest";
import { verifyIdToken } from "./id-token.ts";
import { providerKeys } from "./keys.ts";
import { KEYS_COOL_DOWN_MS, METADATA_CACHE_MS } from "./limits.ts";
import type { Outgoing } from "./outgoing.ts";

const issuer = "https://login.example.org";
const clientId = "cairn";
type Key = Awaited<ReturnType<typeof makeKey>>;

async function makeKey(alg: string, kid?: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, kid, jwk: { ...(await exportJWK(publicKey)), alg, ...(kid ? { kid } : {}) } };
}

let rsa: Key;
let other: Key;
let third: Key;
beforeAll(async () => {
  [rsa, other, third] = await Promise.all([makeKey("RS256", "a"), makeKey("RS256", "b"), makeKey("RS256", "c")]);
});

function sign(key: Key, claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}) {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ iss: issuer, aud: clientId, sub: "ada", iat: now, exp: now + 60, ...claims })
    .setProtectedHeader({ alg: key.alg, ...(key.kid ? { kid: key.kid } : {}), ...header })
    .sign(key.privateKey);
}

let sets = 0;
/** A provider's key set that can change, and how often it was read. */
function served(keys: Key[]) {
  const state = { keys, reads: 0, now: Date.now(), isDown: false };
  const outgoing = {
    async fetch() {
      state.reads++;
      if (state.isDown) throw Object.assign(new Error("down"), { code: "provider_unavailable" });
      return Response.json({ keys: state.keys.map((key) => key.jwk) });
    },
  } as unknown as Outgoing;
  const get = providerKeys({ uri: `${issuer}/jwks-${sets++}`, outgoing, clock: { now: () => state.now } });
  const verify = (token: string, algorithms = ["RS256", "ES256"]) => verifyIdToken(token, { issuer, clientId, algorithms, keys: get });
  return { state, verify };
}

test("keys that were read serve ten minutes, also while the provider is down", async () => {
  const { state, verify } = served([rsa]);
  const token = await sign(rsa);
  await verify(token);
  state.isDown = true;
  state.now += METADATA_CACHE_MS - 1;
  expect((await verify(token)).sub).toBe("ada");
  expect(state.reads).toBe(1);
  state.now += 1;
  await expect(verify(token)).rejects.toMatchObject({ code: "provider_unavailable" });
});

test("a new key is found at once, unknown ones do not make us read again and again", async () => {
  const { state, verify } = served([rsa]);
  await verify(await sign(rsa));
  state.keys = [other, rsa];
  expect((await verify(await sign(other))).sub).toBe("ada");
  expect((await verify(await sign(rsa))).sub).toBe("ada");
  expect(state.reads).toBe(2);
  const unknown = await sign(third);
  for (let i = 0; i < 5; i++)
    await expect(verify(unknown)).rejects.toMatchObject({ code: "id_token_invalid", data: { claim: "signature" } });
  expect(state.reads).toBe(2);
  state.now += KEYS_COOL_DOWN_MS;
  await expect(verify(unknown)).rejects.toMatchObject({ code: "id_token_invalid" });
  expect(state.reads).toBe(3);
});

test("a token without a key id is tried with every key of its kind", async () => {
  const [one, two, stranger] = await Promise.all([makeKey("ES256"), makeKey("ES256"), makeKey("ES256")]);
  const { verify } = served([one, two]);
  expect((await verify(await sign(two))).sub).toBe("ada");
  await expect(verify(await sign(stranger))).rejects.toMatchObject({ code: "id_token_invalid", data: { claim: "signature" } });
});

test("only the algorithms of the settings count", async () => {
  const { verify } = served([rsa]);
  await expect(verify(await sign(rsa), ["ES256"])).rejects.toMatchObject({ code: "id_token_invalid", data: { claim: "alg" } });
});

test.each(["JWT", "jwt", undefined])("the type %s is that of an ID token", async (typ) => {
  const { verify } = served([rsa]);
  expect((await verify(await sign(rsa, {}, typ ? { typ } : {}))).sub).toBe("ada");
});

test.each(["at+jwt", "logout+jwt", "secevent+jwt"])("the type %s is that of another token", async (typ) => {
  const { verify } = served([rsa]);
  await expect(verify(await sign(rsa, {}, { typ }))).rejects.toMatchObject({ code: "id_token_invalid", data: { claim: "typ" } });
});

test("a subject has 1 to 255 characters", async () => {
  const { verify } = served([rsa]);
  expect((await verify(await sign(rsa, { sub: "x".repeat(255) }))).sub).toHaveLength(255);
  await expect(verify(await sign(rsa, { sub: "x".repeat(256) }))).rejects.toMatchObject({
    code: "id_token_invalid",
    data: { claim: "sub" },
  });
  await expect(verify(await sign(rsa, { sub: "" }))).rejects.toMatchObject({ code: "claim_missing", data: { claim: "sub" } });
});
