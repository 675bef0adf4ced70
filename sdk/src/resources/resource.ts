import type { Requester, ResourceRequest } from "../requester.ts";
import type { Page } from "../schema/index.ts";
import { Listing } from "../transport/listing.ts";

/** A group of calls. */
export abstract class Resource {
  protected readonly client: Requester;

  constructor(client: Requester) {
    this.client = client;
  }

  /** A list whose pages are fetched as they are needed. */
  protected listing<T, P extends Page<T> = Page<T>>(request: Omit<ResourceRequest, "method">): Listing<T, P> {
    return new Listing((cursor) => this.client.call<P>({ ...request, method: "GET", query: { ...request.query, cursor } }));
  }
}
