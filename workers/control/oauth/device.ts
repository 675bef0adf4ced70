import type { DeviceAuthorization, DeviceRequest, TokenResponse } from "@cairn/sdk/schema";
import { randomToken, sha256 } from "../../shared/bytes.ts";
import { SECOND_MS, timestamp } from "../../shared/clock.ts";
import { Fault, notFound } from "../../shared/errors.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { CallerCtx, RequestCtx } from "../context.ts";
import { isUniqueViolation } from "../db.ts";
import { OAuthFault } from "./errors.ts";
import { clientName, createGrant } from "./grants.ts";
import {
  DEVICE_CODE_LIFE_MS,
  DEVICE_INTERVAL_MS,
  DEVICE_POLL_SLACK_MS,
  USER_CODE_ALPHABET,
  USER_CODE_LETTERS,
  WRONG_CODES,
} from "./limits.ts";
import { bindDeviceGrant, claimDeviceStatement, decideDeviceStatement, insertDeviceGrant, notePoll, readDeviceGrant } from "./store.ts";

export const SLOW_DOWN = "Wait 5 seconds longer between polls.";

/** Starts a device sign-in (RFC 8628 section 3.1). */
export async function startDevice(
  ctx: RequestCtx,
  input: { clientId: string; device: string | null; workspace: string | null },
): Promise<DeviceAuthorization> {
  const deviceCode = randomToken(32);
  const now = ctx.clock.now();
  for (let attempt = 0; ; attempt++) {
    const userCode = newUserCode();
    try {
      await insertDeviceGrant(ctx.db, {
        deviceCodeHash: await sha256(deviceCode),
        userCode,
        ...input,
        ip: ctx.ip,
        userAgent: ctx.userAgent,
        status: "pending",
        intervalMs: DEVICE_INTERVAL_MS,
        createdAt: now,
        expiresAt: now + DEVICE_CODE_LIFE_MS,
      });
      const verification_uri = `${ctx.settings.CAIRN_ORIGIN}/device`;
      return {
        device_code: deviceCode,
        user_code: shown(userCode),
        verification_uri,
        verification_uri_complete: `${verification_uri}?code=${shown(userCode)}`,
        expires_in: DEVICE_CODE_LIFE_MS / SECOND_MS,
        interval: DEVICE_INTERVAL_MS / SECOND_MS,
      };
    } catch (error) {
      if (attempt >= 5 || !isUniqueViolation(error, "user_code")) throw error;
    }
  }
}

/** One poll of a device (RFC 8628 section 3.4). Throws OAuthFault until the person has approved. */
export async function pollDevice(ctx: RequestCtx, input: { deviceCode: string; clientId: string }): Promise<TokenResponse> {
  const hash = await sha256(input.deviceCode);
  const row = await readDeviceGrant(ctx.db, hash);
  const now = ctx.clock.now();
  if (!row || row.clientId !== input.clientId || row.status === "used")
    throw new OAuthFault("invalid_grant", "The device code is not known or was used.");
  if (row.status === "denied") throw new OAuthFault("access_denied", "The sign-in was denied.");
  if (row.expiresAt <= now) throw new OAuthFault("expired_token", "The code expired. Start again.");
  if (row.status === "pending") {
    // A rejected poll moves nothing: moving the reference time would lock out a client that polls at a steady pace.
    if (row.lastPolledAt !== null && now - row.lastPolledAt < row.intervalMs - DEVICE_POLL_SLACK_MS)
      throw new OAuthFault("slow_down", SLOW_DOWN);
    await notePoll(ctx.db, hash, now);
    throw new OAuthFault("authorization_pending", "The person has not answered yet.");
  }
  const { userId } = row;
  if (!userId) throw new Error("an approved device grant has no person");
  const { clientId, device, workspace, ip, userAgent } = row;
  const signIn = { userId, clientId, device, workspace, ip, userAgent };
  const answer = await createGrant(ctx, signIn, (grantId) => claimDeviceStatement(ctx.db, hash, grantId));
  if (!answer) throw new OAuthFault("invalid_grant", "The device code was used.");
  return answer;
}

/**
 * The request behind a code that a person entered. Throws `not_found` for a wrong, expired or somebody else's code, and
 * `rate_limited` after five wrong ones, also for a right code then. A guess is taken before the code is looked up and given back for
 * a right one: many guesses at once get no further than many in a row.
 */
export async function showDevice({ ctx, input }: { ctx: CallerCtx; input: { userCode: string } }): Promise<DeviceRequest> {
  const { actor, credential } = ctx.caller;
  const guesses = ctx.env.LIMITER.get(ctx.env.LIMITER.idFromName(`device codes ${actor.id}`));
  const taken = await guesses.take(WRONG_CODES);
  if (!taken.allowed) {
    const seconds = Math.ceil(taken.waitMs / SECOND_MS);
    throw new Fault("rate_limited", `Too many wrong codes. Try again in ${Math.ceil(seconds / 60)} min.`, { retry_after: seconds });
  }
  const userCode = normalizeUserCode(input.userCode);
  const row = userCode
    ? await bindDeviceGrant(ctx.db, { userCode, sessionId: credential.id, userId: actor.id, now: ctx.clock.now() })
    : null;
  if (!row) throw notFound("code: it is wrong, expired or was used");
  await guesses.giveBack(WRONG_CODES);
  return {
    user_code: shown(row.userCode),
    client_name: clientName(row.clientId),
    device: row.device,
    ip: row.ip,
    user_agent: row.userAgent,
    workspace: row.workspace,
    // Only the person who approved it gets here, and to them a device that has its token is an approved one.
    status: row.status === "used" ? "approved" : row.status,
    created_at: timestamp(row.createdAt),
    expires_at: timestamp(row.expiresAt),
  };
}

/** Approves or denies a device sign-in in the caller's name. Throws `not_found`, and `illegal_transition` when it was answered otherwise. */
export async function decideDevice({
  ctx,
  input,
}: {
  ctx: CallerCtx;
  input: { userCode: string; decision: "approve" | "deny" };
}): Promise<DeviceRequest> {
  const request = await showDevice({ ctx, input });
  const userCode = normalizeUserCode(input.userCode) ?? "";
  const status = input.decision === "approve" ? "approved" : "denied";
  const { statement } = auditIfChanged(ctx, {
    action: `device.${status}`,
    orgId: null,
    target: { type: "device", id: request.user_code, name: request.device },
    data: { workspace: request.workspace, device_ip: request.ip },
  });
  const [decided] = await ctx.db.batch([
    decideDeviceStatement(ctx.db, { userCode, userId: ctx.caller.actor.id, status, now: ctx.clock.now() }),
    statement,
  ]);
  if ((decided as D1Result).meta.changes > 0) return { ...request, status };
  const answered = await showDevice({ ctx, input });
  if (answered.status !== status) throw new Fault("illegal_transition", `This code was ${answered.status} already.`);
  return answered;
}

/** Letters only, upper case: people type codes with and without hyphens. Null when it cannot be a code. */
function normalizeUserCode(text: string): string | null {
  const letters = text.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  const valid = letters.length === USER_CODE_LETTERS && [...letters].every((letter) => USER_CODE_ALPHABET.includes(letter));
  return valid ? letters : null;
}

const shown = (userCode: string) => `${userCode.slice(0, 4)}-${userCode.slice(4)}`;

/** Unbiased: bytes past the last whole multiple of the alphabet are thrown away. */
function newUserCode(): string {
  const fair = 256 - (256 % USER_CODE_ALPHABET.length);
  let code = "";
  while (code.length < USER_CODE_LETTERS)
    for (const byte of crypto.getRandomValues(new Uint8Array(16)))
      if (byte < fair && code.length < USER_CODE_LETTERS) code += USER_CODE_ALPHABET[byte % USER_CODE_ALPHABET.length];
  return code;
}
