import { Cairn } from "@cairn/sdk";
import { collaborationOf } from "@cairn/sdk/collaboration";

/** The API of this origin with the session cookie of the browser. The server renders with it too, but never sends anything. */
export const api = new Cairn({
  url: typeof window === "undefined" ? "http://api" : window.location.origin,
  credentials: "same-origin",
  maxRetries: 2,
  timeoutMs: 30_000,
});

/** Comments, inbox and watches, over the same client. */
export const collaboration = collaborationOf(api);
