import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebhookBody } from "@cairn/sdk/schema";

/** A request that a receiver got. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export const typeOf = ({ body }: Received) => (JSON.parse(body) as WebhookBody).type;

/** A receiver on loopback that keeps what it gets; `waitFor` answers once a request has come that the test looks for. */
export function startReceiver() {
  const got: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      got.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(200, { "content-type": "text/plain" }).end("thanks");
      for (const look of waiting) look();
    });
  });
  return {
    got,
    listen: () => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)),
    url: (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    close: () => new Promise((done) => server.close(done)),
    waitFor: (wanted: (one: Received) => boolean) =>
      new Promise<Received>((done) => {
        const look = () => {
          const found = got.find(wanted);
          if (!found) return;
          waiting.delete(look);
          done(found);
        };
        waiting.add(look);
        look();
      }),
  };
}
