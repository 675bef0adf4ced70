import type { Clock } from "../shared/clock.ts";
import type { DeliveryReport } from "../usage/object.ts";
import type { Target } from "./target.ts";

/** What the verbs of an endpoint's object may use. */
export interface WebhookCtx {
  /** Id of the endpoint. */
  id: string;
  storage: DurableObjectStorage;
  sql: SqlStorage;
  clock: Clock;
  random(): number;
  send: typeof fetch;
  /** The endpoint as it is set now; null when it was deleted. */
  target(): Promise<Target | null>;
  /** Why nothing may be sent to an address right now; null: it may. */
  refused(url: string): Promise<string | null>;
  /** Disables the endpoint, and tells its organization. */
  disable(reason: "gone" | "failing"): Promise<void>;
  /** Tells its organization that messages failed at their last attempt. */
  tellExhausted(messages: readonly string[]): Promise<void>;
  /** Tells how many attempts there were, for the organization's usage. */
  tellUsage(orgId: string, report: DeliveryReport): Promise<void>;
}
