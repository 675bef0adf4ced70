import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export type Handler = (seen: Seen, answer: ServerResponse, request: IncomingMessage) => unknown;

/** A real HTTP server on loopback that answers as a test says and remembers what it was asked. */
export class TestApi {
  readonly seen: Seen[] = [];
  handler: Handler;
  #server: Server | null = null;
  #port = 0;

  constructor(handler: Handler) {
    this.handler = handler;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens; again on the same port after `stop()`, as a restarted server does. */
  async start(): Promise<this> {
    const server = createServer((request, answer) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => {
        body += chunk;
      });
      request.on("end", () => {
        const seen = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
        this.seen.push(seen);
        this.handler(seen, answer, request);
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** Cuts every connection and listens no more. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Answers with JSON. */
export function json(answer: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  answer.writeHead(status, { "content-type": type, "x-request-id": "req_test", ...headers });
  answer.end(status === 204 ? undefined : JSON.stringify(body));
}

/** Answers with a problem document. */
export function problem(
  answer: ServerResponse,
  status: number,
  code: string,
  more: object = {},
  headers: Record<string, string> = {},
): void {
  const body = {
    type: `https://example.org/${code}`,
    title: code,
    status,
    detail: `It was ${code}.`,
    code,
    request_id: "req_test",
    ...more,
  };
  json(answer, status, body, headers);
}
