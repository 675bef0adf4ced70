import { Fault } from "../../shared/errors.ts";
import { checkUrl, type UrlRules } from "../../shared/public-url.ts";

/**
 * Checks an address of an identity provider before every call. Throws `client_rejected`, which asks an administrator to correct the
 * connection.
 */
export function requireProviderUrl(text: string, rules: UrlRules): URL {
  const checked = checkUrl(text, rules);
  if ("url" in checked) return checked.url;
  throw new Fault("client_rejected", `An address of the identity provider ${checked.refused}. An administrator must correct it.`);
}
