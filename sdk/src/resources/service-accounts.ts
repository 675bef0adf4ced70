import type { CreateServiceAccountInput, PageSize } from "../inputs.ts";
import type { OrganizationOptions } from "../requester.ts";
import type { ServiceAccount } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

/**
 * Accounts of programs.
 *
 * @example const { id } = await cairn.serviceAccounts.create({ name: "nightly-training" });
 */
export class ServiceAccounts extends Resource {
  list(query: PageSize = {}, options?: OrganizationOptions): Listing<ServiceAccount> {
    return this.listing({ at: "organization", path: "/service-accounts", query, options });
  }

  create(body: CreateServiceAccountInput, options?: OrganizationOptions): Call<ServiceAccount> {
    return this.client.call({ method: "POST", at: "organization", path: "/service-accounts", body, options });
  }

  /** Deletes the account; its keys end at once. */
  delete(serviceAccount: string, options?: OrganizationOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "organization", path: path`/service-accounts/${serviceAccount}`, options });
  }
}
