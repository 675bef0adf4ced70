import { ACCESS_TOKEN_TYPE, type TokenResponse } from "@cairn/sdk/schema";
import { faultOf } from "../../shared/errors.ts";
import { authorizeWorkspace } from "../access/authorize.ts";
import type { RequestCtx, WorkspaceCtx } from "../context.ts";
import { issueAccessToken, resolveAccessToken } from "./access-token.ts";
import { OAuthFault } from "./errors.ts";
import { EXCHANGED_TOKEN_TTL_S } from "./limits.ts";

/** What can be wrong with a subject token; RFC 8693 section 2.2.2 wants `invalid_request` for all of it. */
const SUBJECT_FAULTS: ReadonlySet<string> = new Set(["token_expired", "token_invalid", "token_revoked"]);

/**
 * Cuts an access token down to one workspace for a short time (RFC 8693). `target` is `organization/workspace` or the workspace's
 * URL in the API. A workspace that is not there and one that is not the caller's answer alike: 403 `invalid_target`.
 */
export async function exchangeToken(
  ctx: RequestCtx,
  input: { clientId: string; subjectToken: string; subjectTokenType: string; target: string },
): Promise<TokenResponse> {
  if (input.subjectTokenType !== ACCESS_TOKEN_TYPE)
    throw new OAuthFault("invalid_request", `subject_token_type must be ${ACCESS_TOKEN_TYPE}.`);
  const caller = await resolveAccessToken(ctx, input.subjectToken).catch((error: unknown) => {
    const fault = faultOf(error);
    if (fault === null || !SUBJECT_FAULTS.has(fault.code)) throw error;
    throw new OAuthFault("invalid_request", `The subject token cannot be used. ${fault.detail}`);
  });
  const [org, workspace] = partsOf(ctx, input.target);
  let opened: WorkspaceCtx;
  try {
    opened = await authorizeWorkspace({ ...ctx, caller }, org, workspace, "workspace.read");
  } catch (error) {
    if (faultOf(error)?.code !== "not_found") throw error;
    throw new OAuthFault("invalid_target", "There is no such workspace, or it is not yours to see.", { status: 403 });
  }
  const leftS = Math.floor(((caller.credential.expiresAt ?? 0) - ctx.clock.now()) / 1_000);
  const ttlS = Math.max(1, Math.min(EXCHANGED_TOKEN_TTL_S, leftS));
  const access_token = await issueAccessToken(ctx, {
    userId: caller.actor.id,
    clientId: input.clientId,
    grantId: caller.credential.id,
    orgId: opened.org.id,
    workspaceId: opened.workspace.id,
    ttlS,
  });
  return { access_token, token_type: "Bearer", expires_in: ttlS, issued_token_type: ACCESS_TOKEN_TYPE };
}

function partsOf(ctx: RequestCtx, target: string): [string, string] {
  const api = `${ctx.settings.CAIRN_ORIGIN}/api/v1/orgs/`;
  const path = target.startsWith(api) ? target.slice(api.length).replace("/workspaces/", "/") : target;
  const [org, workspace, ...rest] = path.split("/");
  if (!org || !workspace || rest.length > 0)
    throw new OAuthFault("invalid_request", "resource or audience must name a workspace as organization/workspace.");
  return [org, workspace];
}
