import { hostname } from "node:os";
import { OAUTH_PATHS, type OAuthCall, OAuthRefusal, OAuthUnreachable, postForm, requestToken } from "../../config/credentials/oauth.ts";
import { DEVICE_GRANT, DeviceAuthorization, type TokenResponse } from "../../schema/oauth.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";

/** Between polls when the server names no interval (RFC 8628 section 3.2). */
const DEFAULT_INTERVAL_S = 5;
/** What slow_down adds to this and every later wait (RFC 8628 section 3.5). */
const SLOW_DOWN_S = 5;
/** Longest wait between polls of a server that does not answer. */
const BACKOFF_MAX_MS = 60_000;

/** Time, as a parameter: `sleep` rejects when the signal aborts. */
export interface Clock {
  now: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface Asked {
  /** `organization/workspace` the sign-in is for. */
  workspace?: string | undefined;
}

/** What the server is told about this sign-in. */
export const askedFields = ({ workspace }: Asked) => ({ cairn_device: hostname().slice(0, 100), cairn_workspace: workspace });

/** Asks for a code that the person types on another device. */
export async function startDevice(call: OAuthCall, asked: Asked): Promise<DeviceAuthorization> {
  const answer = await postForm(call, OAUTH_PATHS.device, askedFields(asked));
  const parsed = DeviceAuthorization.extend({ interval: DeviceAuthorization.shape.interval.default(DEFAULT_INTERVAL_S) }).safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new OAuthUnreachable(`${call.host} gave no device code in its answer`);
}

const expired = () => new Failure(EXIT.pending, "The code expired before anybody approved it.", "cairn login --device");

/**
 * Asks for the token until the person has decided or the code ends, at the pace that the server sets.
 * Throws Failure: exit 8 when the code expired, exit 4 when the person said no.
 */
export async function pollDevice(call: OAuthCall, authorization: DeviceAuthorization, clock: Clock): Promise<TokenResponse> {
  const end = clock.now() + authorization.expires_in * 1000;
  let intervalMs = authorization.interval * 1000;
  let backoffMs = 0;
  for (;;) {
    const waitMs = Math.max(intervalMs, backoffMs);
    if (clock.now() + waitMs >= end) {
      await clock.sleep(Math.max(0, end - clock.now()), call.signal);
      throw expired();
    }
    await clock.sleep(waitMs, call.signal);
    try {
      return await requestToken(call, { grant_type: DEVICE_GRANT, device_code: authorization.device_code });
    } catch (error) {
      if (error instanceof OAuthUnreachable) {
        backoffMs = Math.min(BACKOFF_MAX_MS, Math.max(intervalMs, backoffMs) * 2);
        continue;
      }
      if (!(error instanceof OAuthRefusal)) throw error;
      backoffMs = (error.retryAfterS ?? 0) * 1000;
      if (error.error === "authorization_pending" || error.status === 429) continue;
      if (error.error === "slow_down") intervalMs += SLOW_DOWN_S * 1000;
      else if (error.error === "expired_token") throw expired();
      else if (error.error === "access_denied")
        throw new Failure(EXIT.auth, "The sign-in was denied in the browser.", "cairn login --device");
      else throw error;
    }
  }
}
