import type { CreateApiKeyInput, PageSize } from "../inputs.ts";
import type { OrganizationOptions } from "../requester.ts";
import type { ApiKey, CreatedApiKey } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

/**
 * API keys of the caller and, for administrators, of service accounts.
 *
 * @example const { secret } = await cairn.keys.create({ name: "laptop" }); // shown this once
 */
export class Keys extends Resource {
  list(query: PageSize = {}, options?: OrganizationOptions): Listing<ApiKey> {
    return this.listing({ at: "organization", path: "/keys", query, options });
  }

  create(body: CreateApiKeyInput, options?: OrganizationOptions): Call<CreatedApiKey> {
    return this.client.call({ method: "POST", at: "organization", path: "/keys", body, options });
  }

  revoke(key: string, options?: OrganizationOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "organization", path: path`/keys/${key}`, options });
  }
}
