import { createServer } from "node:net";

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

/** Throws {@link PortInUseError} when nothing of ours could listen on the loopback port. */
export async function needPort(port: number, setting: string): Promise<void> {
  try {
    await listen(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new PortInUseError(`Port ${port} is already in use by another program. Stop it, or set ${setting} to a free port.`);
  }
}

/** A loopback port that is free now. */
export const freePort = (): Promise<number> => listen(0);
