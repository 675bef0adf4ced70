import type { IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { type Browser, client, startServer } from "./sign-in-world.ts";

interface TokenRequest {
  headers: IncomingHttpHeaders;
  body: URLSearchParams;
}

/** A provider of a few lines that says what a test wants to hear; it has no pages. */
export interface MiniProvider {
  issuer: string;
  /** The last request at the token endpoint. */
  asked(): TokenRequest;
  /** Goes through a sign-in at the connection and answers what the callback said. */
  signIn(browser: Browser, connection: string, answer?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

/** @param metadata over the discovery document; @param claims over the ID token's; undefined takes a member away */
export async function startMiniProvider({
  alg = "ES256",
  metadata = {},
  claims = {},
}: {
  alg?: string;
  metadata?: Record<string, unknown>;
  claims?: JWTPayload;
}): Promise<MiniProvider> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), alg, kid: "only" };
  let nonce = "";
  let last: TokenRequest | undefined;
  const server = await startServer(async (request, response) => {
    const send = (body: object) => response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    const issuer = server.url;
    if (request.url === "/jwks") return send({ keys: [jwk] });
    if (request.url === "/token") {
      last = { headers: request.headers, body: new URLSearchParams(await text(request)) };
      const now = Math.floor(Date.now() / 1000);
      const payload = { iss: issuer, aud: client.id, sub: "ada", iat: now, exp: now + 60, nonce, email: "ada@example.org", ...claims };
      const id_token = await new SignJWT(payload).setProtectedHeader({ alg, kid: "only" }).sign(privateKey);
      return send({ access_token: "a", token_type: "Bearer", id_token });
    }
    return send({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: [alg],
      ...metadata,
    });
  });
  return {
    issuer: server.url,
    asked() {
      if (!last) throw new Error("the token endpoint was not asked");
      return last;
    },
    async signIn(browser, connection, answer = {}) {
      const { searchParams } = new URL(await browser.start({ connection }));
      nonce = searchParams.get("nonce") ?? "";
      const query = new URLSearchParams({ code: "code", state: searchParams.get("state") ?? "", ...answer });
      return browser.fetch(`/api/auth/callback/${connection}?${query}`);
    },
    close: server.close,
  };
}
