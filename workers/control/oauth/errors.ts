/** The codes of RFC 6749 section 5.2, RFC 8628 section 3.5 and RFC 8693 section 2.2.2 that our endpoints answer. */
export type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_target"
  | "unsupported_grant_type"
  | "unsupported_response_type"
  | "authorization_pending"
  | "slow_down"
  | "access_denied"
  | "expired_token";

/** An error of an OAuth endpoint; these keep the bodies of their RFCs instead of problem+json. */
export class OAuthFault extends Error {
  readonly error: OAuthErrorCode;
  readonly status: 400 | 401 | 403;

  constructor(error: OAuthErrorCode, description: string, options: { status?: 400 | 401 | 403 } = {}) {
    super(description);
    this.name = "OAuthFault";
    this.error = error;
    this.status = options.status ?? (error === "invalid_client" ? 401 : 400);
  }
}
