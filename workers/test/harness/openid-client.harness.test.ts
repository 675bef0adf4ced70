import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AuthorizationOutcome } from "@cairn/sdk/schema";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as client from "openid-client";
import { beforeAll, describe, expect, test } from "vitest";
import { type SignedIn, signIn } from "../support/sign-in.ts";
import { stack } from "../support/stack.ts";

let ada: SignedIn;
let server: client.Configuration;

beforeAll(async () => {
  ada = await signIn({ email: `ada-${crypto.randomUUID()}@example.org`, name: "Ada" });
  server = await client.discovery(new URL(stack().origin), "cairn-cli", undefined, client.None(), {
    algorithm: "oauth2",
    execute: [client.allowInsecureRequests],
  });
});

const decide = (path: string, decision: "approve" | "deny" = "approve") => ada.fetch(path, { method: "POST", json: { decision } });

/** Calls the API with a token; gives status and code. */
async function call(token: string): Promise<string> {
  const response = await client
    .fetchProtectedResource(server, token, new URL("/api/v1/me", stack().origin), "GET")
    .catch((error: unknown) => {
      if (error instanceof client.WWWAuthenticateChallengeError) return error.response;
      throw error;
    });
  return response.ok ? "200" : `${response.status} ${((await response.json()) as { code: string }).code}`;
}

async function signInDevice() {
  const started = await client.initiateDeviceAuthorization(server, { cairn_device: "a box" });
  const approval = await decide(`/api/v1/device/${started.user_code}/decision`);
  expect(approval.status).toBe(200);
  return client.pollDeviceAuthorizationGrant(server, started);
}

describe.concurrent("openid-client as a peer", () => {
  test("discovers the metadata", () => {
    const { origin } = stack();
    expect(server.serverMetadata()).toMatchObject({
      issuer: origin,
      token_endpoint: `${origin}/api/oauth/token`,
      device_authorization_endpoint: `${origin}/api/oauth/device_authorization`,
      code_challenge_methods_supported: ["S256"],
    });
  });

  test("performs the device grant, refreshes, and signs out", async () => {
    const first = await signInDevice();
    expect(await call(first.access_token)).toBe("200");
    const second = await client.refreshTokenGrant(server, first.refresh_token as string);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await call(second.access_token)).toBe("200");
    await client.tokenRevocation(server, second.refresh_token as string);
    expect(await call(second.access_token)).toBe("401 token_revoked");
    await expect(client.refreshTokenGrant(server, second.refresh_token as string)).rejects.toMatchObject({ error: "invalid_grant" });
  });

  test("waits through authorization_pending until the person approves", async () => {
    const started = await client.initiateDeviceAuthorization(server, {});
    const answers: string[] = [];
    const watched = new client.Configuration(server.serverMetadata(), "cairn-cli", undefined, client.None());
    client.allowInsecureRequests(watched);
    watched[client.customFetch] = async (url, options) => {
      const response = await fetch(url, options as RequestInit);
      answers.push(response.ok ? "token" : ((await response.clone().json()) as { error: string }).error);
      // The person answers as soon as the device has asked for the first time.
      if (answers.length === 1) await decide(`/api/v1/device/${started.user_code}/decision`);
      return response;
    };
    const got = await client.pollDeviceAuthorizationGrant(watched, started);
    expect(await call(got.access_token)).toBe("200");
    expect(answers).toEqual(["authorization_pending", "token"]);
  });

  test("is told when the person denies", async () => {
    const started = await client.initiateDeviceAuthorization(server, {});
    await decide(`/api/v1/device/${started.user_code}/decision`, "deny");
    await expect(client.pollDeviceAuthorizationGrant(server, started)).rejects.toMatchObject({ error: "access_denied" });
  });

  test("performs the authorization code grant with PKCE over a loopback redirect", async () => {
    const arrived: string[] = [];
    const listener = createServer((request, response) => {
      arrived.push(request.url ?? "");
      response.end("You may close this window.");
    });
    await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
    try {
      const redirect_uri = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/callback`;
      const verifier = client.randomPKCECodeVerifier();
      const state = client.randomState();
      const url = client.buildAuthorizationUrl(server, {
        redirect_uri,
        state,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      });
      const toConsent = await ada.fetch(`${url.pathname}${url.search}`);
      expect(toConsent.status).toBe(303);
      const request = new URL(toConsent.headers.get("location") ?? "", url).searchParams.get("request");
      const consent = await decide(`/api/v1/authorizations/${request}/decision`);
      await fetch(((await consent.json()) as AuthorizationOutcome).redirect_to);
      const callback = new URL(arrived[0] ?? "", redirect_uri);
      const got = await client.authorizationCodeGrant(server, callback, { pkceCodeVerifier: verifier, expectedState: state });
      expect(await call(got.access_token)).toBe("200");
      const forged = new URL(callback);
      forged.searchParams.set("iss", "https://evil.example");
      await expect(client.authorizationCodeGrant(server, forged, { pkceCodeVerifier: verifier, expectedState: state })).rejects.toThrow();
      await expect(
        client.authorizationCodeGrant(server, callback, { pkceCodeVerifier: verifier, expectedState: "another" }),
      ).rejects.toThrow();
    } finally {
      listener.close();
    }
  });

  test("finds the published keys, and our tokens verify against them", async () => {
    const { access_token } = await signInDevice();
    const metadata = server.serverMetadata();
    const keys = createRemoteJWKSet(new URL(metadata.jwks_uri as string));
    const { payload, protectedHeader } = await jwtVerify(access_token, keys, {
      issuer: metadata.issuer,
      audience: `${stack().origin}/api`,
      typ: "at+jwt",
      algorithms: ["ES256"],
    });
    expect(protectedHeader.kid).toBeTruthy();
    expect(payload).toMatchObject({ client_id: "cairn-cli", sub: expect.stringMatching(/^usr_/) });
  });
});

test("the challenge of the API leads to its metadata, and from there to the server", async () => {
  const { origin } = stack();
  const challenge = (await fetch(`${origin}/api/v1/me`)).headers.get("www-authenticate") ?? "";
  const resource = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "";
  const metadata = (await (await fetch(resource)).json()) as { resource: string; authorization_servers: string[] };
  expect(metadata).toMatchObject({ resource: `${origin}/api`, authorization_servers: [origin] });
});
