import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** The port is taken by someone else. */
export class PortInUseError extends Error {}

function listen(port: number): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}

/** Throws {@link PortInUseError} when nothing of ours could listen on the loopback port, at once or within `graceMs`. */
export async function needPort(port: number, setting: string, graceMs = 0): Promise<void> {
  const deadline = Date.now() + graceMs;
  for (;;) {
    try {
      await listen(port);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      if (Date.now() >= deadline) {
        throw new PortInUseError(`Port ${port} is already in use by another program. Stop it, or set ${setting} to a free port.`);
      }
    }
    await delay(50);
  }
}

/** A loopback port that is free now. */
export const freePort = (): Promise<number> => listen(0);
