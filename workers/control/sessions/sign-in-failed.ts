import type { ErrorCode } from "@cairn/sdk/schema";
import type { Fault } from "../../shared/errors.ts";
import { errorFields, log } from "../../shared/log.ts";
import { auditRow } from "../audit/record.ts";
import type { RequestCtx } from "../context.ts";
import type { Connection } from "../oidc/connections.ts";

/** Failures that come after the attempt was found to be ours; what anybody can cause with a made-up link is only logged. */
const AUDITED: readonly ErrorCode[] = ["claim_missing", "id_token_invalid", "access_denied", "client_rejected"];

/** Writes down that a sign-in failed and why. Never throws: the person is to hear the real reason. */
export async function signInFailed({ ctx, connection, fault }: { ctx: RequestCtx; connection: Connection; fault: Fault }): Promise<void> {
  if (!AUDITED.includes(fault.code)) return;
  const target = { type: "connection", id: connection.id };
  const data = { code: fault.code, ...(fault.data.claim ? { claim: fault.data.claim } : {}) };
  try {
    await auditRow(ctx, { action: "sign_in.failed", outcome: "failed", orgId: connection.orgId, target, data });
  } catch (error) {
    log({ level: "error", msg: "failed sign-in not audited", request_id: ctx.requestId, ...errorFields(error) });
  }
}
