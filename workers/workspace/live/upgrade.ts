/** Who opens a live socket: told by the stub in the URL, so that nothing a client sends reaches the object. */
export interface LiveRequest {
  actorId: string;
  /** End of the credential, Unix ms; null: none. */
  expiresAt: number | null;
}

export function makeLiveRequest({ actorId, expiresAt }: LiveRequest): Request {
  const url = new URL("https://workspace/live");
  url.searchParams.set("actor", actorId);
  if (expiresAt !== null) url.searchParams.set("expires_at", String(expiresAt));
  return new Request(url, { headers: { upgrade: "websocket" } });
}

export function readLiveRequest(request: Request): LiveRequest {
  const { searchParams } = new URL(request.url);
  const actorId = searchParams.get("actor");
  if (!actorId) throw new Error("a live socket needs an actor");
  const expiresAt = searchParams.get("expires_at");
  return { actorId, expiresAt: expiresAt === null ? null : Number(expiresAt) };
}
