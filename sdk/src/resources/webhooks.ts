import type { CreateWebhookInput, MessageFilter, PageSize, ReplayMessagesInput, RotateSecretInput, SendTestInput } from "../inputs.ts";
import type { Requester, ResourceRequest, WorkspaceOptions } from "../requester.ts";
import type {
  CreatedWebhook,
  MessageCount,
  UpdateWebhook,
  Webhook,
  WebhookMessage,
  WebhookMessageDetail,
  WebhookSecret,
  WebhookStats,
} from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

type Method = ResourceRequest["method"];

/**
 * Endpoints that events are delivered to: `cairn.webhooks` those of the organization, `cairn.workspaces.webhooks` those of a workspace.
 *
 * @example const { id, secret } = await cairn.webhooks.create({ url: "https://hooks.example.org/cairn", types: ["run.finished"] });
 * @example for await (const webhook of cairn.workspaces.webhooks.list({}, { workspace: "vision" })) console.log(webhook.url);
 */
export class Webhooks extends Resource {
  readonly #at: "organization" | "workspace";

  constructor(client: Requester, at: "organization" | "workspace") {
    super(client);
    this.#at = at;
  }

  list(query: PageSize = {}, options?: WorkspaceOptions): Listing<Webhook> {
    return this.listing({ at: this.#at, path: "/webhooks", query, options });
  }

  /** The answer holds the secret that `verifyWebhook` needs. */
  create(body: CreateWebhookInput, options?: WorkspaceOptions): Call<CreatedWebhook> {
    return this.#call("POST", "", options, body);
  }

  get(webhook: string, options?: WorkspaceOptions): Call<Webhook> {
    return this.#call("GET", path`/${webhook}`, options);
  }

  /** Changes what is given; `enabled` enables or disables. */
  update(webhook: string, body: UpdateWebhook, options?: WorkspaceOptions): Call<Webhook> {
    return this.#call("PATCH", path`/${webhook}`, options, body);
  }

  delete(webhook: string, options?: WorkspaceOptions): Call<void> {
    return this.#call("DELETE", path`/${webhook}`, options);
  }

  secret(webhook: string, options?: WorkspaceOptions): Call<WebhookSecret> {
    return this.#call("GET", path`/${webhook}/secret`, options);
  }

  /** Makes a new secret; for `overlap_hours` (24) the old one signs too. */
  rotate(webhook: string, body: RotateSecretInput = {}, options?: WorkspaceOptions): Call<WebhookSecret> {
    return this.#call("POST", path`/${webhook}/secret/rotate`, options, body);
  }

  /** Sends the example of a type of event, and answers how that went. */
  test(webhook: string, body: SendTestInput = {}, options?: WorkspaceOptions): Call<WebhookMessageDetail> {
    return this.#call("POST", path`/${webhook}/test`, options, body);
  }

  /** What was or will be delivered, newest first. */
  messages(webhook: string, query: MessageFilter & PageSize = {}, options?: WorkspaceOptions): Listing<WebhookMessage> {
    return this.listing({ at: this.#at, path: path`/webhooks/${webhook}/messages`, query, options });
  }

  /** A message with its attempts. */
  message(webhook: string, message: string, options?: WorkspaceOptions): Call<WebhookMessageDetail> {
    return this.#call("GET", path`/${webhook}/messages/${message}`, options);
  }

  /** How attempts to deliver went, by days. */
  stats(webhook: string, options?: WorkspaceOptions): Call<WebhookStats> {
    return this.#call("GET", path`/${webhook}/stats`, options);
  }

  /** Sends the messages of a range of time again: failed and held ones, or all. With `dry_run` it only counts them. */
  replay(webhook: string, body: ReplayMessagesInput, options?: WorkspaceOptions): Call<MessageCount> {
    return this.#call("POST", path`/${webhook}/replay`, options, body);
  }

  /** Sends one message again. */
  replayMessage(webhook: string, message: string, options?: WorkspaceOptions): Call<WebhookMessage> {
    return this.#call("POST", path`/${webhook}/messages/${message}/replay`, options);
  }

  /** Sends at once all that waits or was held. */
  resume(webhook: string, options?: WorkspaceOptions): Call<MessageCount> {
    return this.#call("POST", path`/${webhook}/resume`, options);
  }

  #call<T>(method: Method, below: string, options?: WorkspaceOptions, body?: unknown): Call<T> {
    return this.client.call({ method, at: this.#at, path: `/webhooks${below}`, body, options });
  }
}
