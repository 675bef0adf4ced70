import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { refusesForeignHost } from "./http.ts";
import { makeProvider, type ProviderOptions } from "./provider.ts";
import type { Store } from "./state.ts";

/** Something else on the same port: answers whether a request was for it. */
export type Also = (request: IncomingMessage, response: ServerResponse) => boolean;
export type Serving = { issuer: string; close(): Promise<void> };

/**
 * Serves a provider on 127.0.0.1 under the issuer `http://localhost:PORT`.
 * @param port 0 takes a free one
 * @throws Error when the port is taken
 */
export async function serveProvider({
  port,
  store,
  also = () => false,
  ...options
}: Omit<ProviderOptions, "issuer"> & { port: number; store: Store; also?: Also | undefined }): Promise<Serving> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`Port ${port} of the identity provider is taken by another program.`, { cause: error })
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  const actual = (server.address() as AddressInfo).port;
  const issuer = `http://localhost:${actual}`;
  const handle = makeProvider({ ...options, store, issuer }).callback();
  server.on("request", (request, response) => {
    if (refusesForeignHost(request, response, actual) || also(request, response)) return;
    void handle(request, response);
  });

  let closing: Promise<void> | undefined;
  async function stop() {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    // Requests under way get a moment; one that hangs does not hold up the stop.
    const timer = setTimeout(() => server.closeAllConnections(), 500);
    await closed;
    clearTimeout(timer);
    await store.flush();
  }
  return {
    issuer,
    close() {
      closing ??= stop();
      return closing;
    },
  };
}
