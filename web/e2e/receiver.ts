import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, vi } from "vitest";

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A program on this machine that keeps what it gets, and answers as it is told. */
export interface Receiver {
  readonly url: string;
  readonly got: readonly Received[];
  /** How it answers from now on. */
  answer: { status: number; body: string };
  /** The first request that fits, once it has come. */
  waitFor(fits: (request: Received, index: number) => boolean): Promise<Received>;
}

/** Starts a receiver that ends with the tests of the file. */
export async function startReceiver(): Promise<Receiver> {
  const got: Received[] = [];
  const receiver = { answer: { status: 200, body: "thanks" } };
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      response.writeHead(receiver.answer.status, { "content-type": "text/plain" }).end(receiver.answer.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  afterAll(() => void server.close());
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cairn`,
    got,
    waitFor: (fits: (request: Received, index: number) => boolean) =>
      vi.waitFor(
        () => {
          const found = got.find(fits);
          if (!found) throw new Error(`nothing that fits among ${got.length} requests`);
          return found;
        },
        { timeout: 15_000, interval: 50 },
      ),
  });
}
