import type { FinishRun } from "../../schema/index.ts";
import type { ActiveRun } from "../active-run.ts";
import type { Outbox, RunServer } from "../outbox.ts";

/** A request that another process can send. */
export interface LeftRequest {
  method: "POST" | "PUT";
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Whether the body is base64 of bytes. */
  isBytes?: boolean;
}

/**
 * Lays what is left of a run into its journal, for a process that cannot wait, and gives it as requests for another process. Call `kept` with
 * whether they were answered: then the journal is not needed.
 */
export function leftover(run: ActiveRun, status: FinishRun["status"]): { requests: LeftRequest[]; kept(isSent: boolean): void } {
  const { outbox, server, end } = run.leave(status);
  const mayBeSent = server !== null && !outbox.isRefused;
  const requests = mayBeSent ? requestsOf(server, outbox, end) : [];
  const journal = outbox.spill();
  try {
    if (end) journal?.note({ kind: "finish", body: end });
  } catch {
    // The disk is full; the other process is what is left.
  }
  return { requests, kept: (isSent) => (isSent && mayBeSent ? journal?.discard() : journal?.close()) };
}

function requestsOf({ transport, path }: RunServer, { batches, shelf }: Outbox, end: FinishRun | null): LeftRequest[] {
  const token = transport.settings.credentials?.latest ?? null;
  const headersOf = (type?: string) => Object.fromEntries(transport.headers(token, {}, true, type));
  const url = `${transport.settings.url}${path}`;
  const blobs = url.replace(/\/runs\/[^/]+$/, "/blobs/");
  const post = (verb: string, body: string): LeftRequest => ({ method: "POST", url: `${url}/${verb}`, headers: headersOf(), body });
  const requests = batches.all().flatMap((batch) => {
    const puts = batch.blobs.flatMap((digest): LeftRequest | [] => {
      const bytes = shelf.inMemory(digest);
      if (!bytes) return [];
      const body = Buffer.from(bytes).toString("base64");
      return { method: "PUT", url: blobs + digest, headers: headersOf("application/octet-stream"), body, isBytes: true };
    });
    return [...puts, post("log", batches.bodyOf(batch))];
  });
  return end ? [...requests, post("finish", JSON.stringify(end))] : requests;
}
