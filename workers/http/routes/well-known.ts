import { DEVICE_GRANT, EXCHANGE_GRANT } from "@cairn/sdk/schema";
import { router } from "../router.ts";

const CACHE = { "cache-control": "public, max-age=300" };

export const wellKnownRoutes = router();

/** RFC 8414: what our authorization server can do. */
wellKnownRoutes.get("/.well-known/oauth-authorization-server", (c) => {
  const issuer = c.get("origin");
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/api/oauth/authorize`,
    token_endpoint: `${issuer}/api/oauth/token`,
    device_authorization_endpoint: `${issuer}/api/oauth/device_authorization`,
    revocation_endpoint: `${issuer}/api/oauth/revoke`,
    jwks_uri: `${issuer}/api/oauth/jwks`,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token", DEVICE_GRANT, EXCHANGE_GRANT],
    token_endpoint_auth_methods_supported: ["none"],
    revocation_endpoint_auth_methods_supported: ["none"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
  };
  return c.json(metadata, 200, CACHE);
});

/** RFC 9728: where tokens for the API come from. The resource's path comes after the well-known part (section 3.1). */
wellKnownRoutes.get("/.well-known/oauth-protected-resource/api", (c) => {
  const origin = c.get("origin");
  const metadata = {
    resource: `${origin}/api`,
    authorization_servers: [origin],
    bearer_methods_supported: ["header"],
    resource_name: "Cairn",
  };
  return c.json(metadata, 200, CACHE);
});
