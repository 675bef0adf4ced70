import { z } from "zod";

/** The one first-party client: the command line. Public, so it has no secret (RFC 8252). */
export const CLI_CLIENT_ID = "cairn-cli";

export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
export const EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
export const ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";

/** Answer of the device authorization endpoint (RFC 8628 section 3.2). */
export const DeviceAuthorization = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  expires_in: z.number(),
  interval: z.number(),
});
export type DeviceAuthorization = z.infer<typeof DeviceAuthorization>;

/** Answer of the token endpoint (RFC 6749 section 5.1). */
export const TokenResponse = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.number(),
  refresh_token: z.string().optional(),
  scope: z.string().optional(),
  issued_token_type: z.string().optional(),
});
export type TokenResponse = z.infer<typeof TokenResponse>;

/** Error of an OAuth endpoint (RFC 6749 section 5.2). */
export const OAuthError = z.object({ error: z.string(), error_description: z.string().optional() });
export type OAuthError = z.infer<typeof OAuthError>;
