import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { OAUTH_PATHS, type OAuthCall, requestToken } from "../../config/credentials/oauth.ts";
import { CLI_CLIENT_ID, type TokenResponse } from "../../schema/oauth.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { type Asked, askedFields } from "./device.ts";
import { page } from "./page.ts";

/** How long the person has for the browser. */
export const LOOPBACK_TIMEOUT_MS = 5 * 60_000;
const CALLBACK = "/callback";

const random = () => randomBytes(32).toString("base64url");

function same(given: string | null, wanted: string): boolean {
  const a = createHash("sha256")
    .update(given ?? "")
    .digest();
  return timingSafeEqual(a, createHash("sha256").update(wanted).digest());
}

export interface LoopbackOptions {
  call: OAuthCall;
  asked: Asked;
  /** Issuer of the server; an answer that names another one is not from it (RFC 9207). */
  issuer: string;
  /** Shows or opens the address to sign in at. */
  show: (url: string) => Promise<void>;
  /** Told when somebody else tried to answer. */
  onForged: () => void;
  timeoutMs?: number;
}

function authorizeUrl(host: string, redirect: string, state: string, challenge: string, asked: Asked): string {
  const url = new URL(OAUTH_PATHS.authorize, host);
  const fields: Record<string, string | undefined> = {
    response_type: "code",
    client_id: CLI_CLIENT_ID,
    redirect_uri: redirect,
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...askedFields(asked),
  };
  for (const [name, value] of Object.entries(fields)) if (value) url.searchParams.set(name, value);
  return url.href;
}

function answerPage(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "referrer-policy": "no-referrer",
    connection: "close",
  });
  response.end(page(title, text));
}

/**
 * Signs in through the browser of this machine: authorization code with PKCE S256 on a loopback address (RFC 8252, RFC 7636). An
 * answer without the right state is turned away, leads to no request, and does not end the wait.
 * Throws Failure: exit 4 when the person said no, exit 8 after five minutes.
 */
export async function signInThroughBrowser(options: LoopbackOptions): Promise<TokenResponse> {
  const { call, asked, issuer, show, onForged, timeoutMs = LOOPBACK_TIMEOUT_MS } = options;
  const state = random();
  const verifier = random();
  const server = createServer();
  // 127.0.0.1 and not localhost: no other name service can point it elsewhere (RFC 8252 section 8.3).
  await new Promise<void>((done, failed) => server.once("error", failed).listen(0, "127.0.0.1", done));
  const redirect = `http://127.0.0.1:${(server.address() as AddressInfo).port}${CALLBACK}`;
  const timeout = AbortSignal.timeout(timeoutMs);
  const end = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;

  try {
    const result = new Promise<TokenResponse>((done, failed) => {
      let isTaken = false;
      const onCallback = async (request: IncomingMessage, response: ServerResponse) => {
        const url = URL.parse(request.url ?? "", redirect);
        if (url?.pathname !== CALLBACK || request.method !== "GET")
          return answerPage(response, 404, "Nothing here", "The terminal waits for an answer at another address.");
        const { searchParams: query } = url;
        const from = query.get("iss");
        if (!same(query.get("state"), state) || (from !== null && from !== issuer)) {
          onForged();
          return answerPage(
            response,
            400,
            "This answer was refused",
            "It does not belong to the sign-in that the terminal started. Nothing was signed in. Start again with: cairn login",
          );
        }
        if (isTaken) return answerPage(response, 400, "Already answered", "The terminal has its answer.");
        isTaken = true;
        const code = query.get("code");
        if (!code) {
          const denied = query.get("error") === "access_denied";
          const why = query.get("error_description") ?? query.get("error") ?? "no code came";
          answerPage(
            response,
            400,
            denied ? "Sign-in denied" : "Sign-in failed",
            denied ? "The terminal was not signed in. You can close this page." : `The server said: ${why}`,
          );
          return failed(
            new Failure(EXIT.auth, denied ? "The sign-in was denied in the browser." : `The sign-in failed: ${why}.`, "cairn login"),
          );
        }
        try {
          const token = await requestToken(call, {
            grant_type: "authorization_code",
            code,
            redirect_uri: redirect,
            code_verifier: verifier,
          });
          answerPage(response, 200, "Signed in", "The terminal is signed in. You can close this page.");
          done(token);
        } catch (error) {
          answerPage(response, 502, "Sign-in failed", "The server did not give a token. The terminal says why.");
          failed(error);
        }
      };
      server.on("request", (request, response) => void onCallback(request, response).catch(failed));
      end.addEventListener("abort", () => {
        failed(
          timeout.aborted
            ? new Failure(EXIT.pending, `Nobody signed in within ${Math.round(timeoutMs / 60_000)} minutes.`, "cairn login --device")
            : call.signal?.reason,
        );
      });
    });
    // A refusal may come while the browser is still being opened.
    result.catch(() => undefined);
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    await show(authorizeUrl(call.host, redirect, state, challenge, asked));
    return await result;
  } finally {
    server.close();
    // The page is on its way; what stays open after it is a browser's spare connection.
    server.closeIdleConnections();
  }
}
