import { Redis } from "ioredis";
import { ConfigurationError } from "../../errors.ts";

/** A connection that stands. @throws ConfigurationError when Redis cannot be reached, or refuses the password */
export async function connect(url: string): Promise<Redis> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 1 });
  let reason = "";
  client.on("error", (error: Error) => {
    reason = error.message;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    client.disconnect();
    const { host } = new URL(url);
    const why = reason || (error instanceof Error ? error.message : String(error));
    throw new ConfigurationError({
      code: "not_configured",
      detail: `Redis at ${host} did not let this program in: ${why}. Check its address and password.`,
    });
  }
  return client;
}
