import type { CairnEvent, EventType } from "../../schema/events/index.ts";
import type { WorkspaceEvent } from "../../schema/live.ts";
import type { WebhookBody } from "../../schema/webhooks.ts";
import { SDK_VERSION } from "../../version.ts";
import { signedHeaders } from "./sign.ts";

/** As long as Cairn itself waits for an endpoint, in ms. */
const TIMEOUT_MS = 15_000;

/** Where events go, as from where, and signed with what. */
export interface Relay {
  url: string;
  secret: string;
  organizationId: string;
  workspaceId: string;
  fetch: typeof globalThis.fetch;
  signal: AbortSignal;
}

/** How a local program took an event. */
export interface Forwarded {
  event: CairnEvent;
  /** null: no answer. */
  status: number | null;
  duration_ms: number;
  error: string | null;
}

/** Sends an event to a local program just as Cairn sends it to an endpoint. Never throws: that a program is down is how it went. */
export async function forward(relay: Relay, { sequence: _, ...told }: WorkspaceEvent): Promise<Forwarded> {
  const event = { ...told, organization_id: relay.organizationId, workspace_id: relay.workspaceId } as CairnEvent;
  const message: WebhookBody = { type: event.type as EventType, timestamp: event.at, data: event };
  const body = JSON.stringify(message);
  const started = performance.now();
  const ended = () => Math.round(performance.now() - started);
  try {
    const response = await relay.fetch(relay.url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([relay.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: {
        "content-type": "application/json",
        "user-agent": `cairn-cli/${SDK_VERSION}`,
        ...(await signedHeaders(relay.secret, { id: event.id, body, now: Date.now() })),
      },
      body,
    });
    await response.body?.cancel();
    return { event, status: response.status, duration_ms: ended(), error: null };
  } catch (error) {
    return { event, status: null, duration_ms: ended(), error: wordsOf(error) };
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${TIMEOUT_MS / 1_000} s`;
  const { cause } = error;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : null;
  return code === "ECONNREFUSED" ? "nothing listens there" : (code ?? error.message);
}
