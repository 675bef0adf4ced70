import { Cairn } from "@cairn/sdk";
import { getCloudflareContext } from "@opennextjs/cloudflare";
import { cookies } from "next/headers";
import { cache } from "react";

declare global {
  interface CloudflareEnv {
    API: { fetch: typeof fetch };
  }
}

/** The API over the service binding, in the name of the person whose page is rendered. */
export const serverApi: () => Promise<Cairn> = cache(async () => {
  const { env } = await getCloudflareContext({ async: true });
  const cookie = (await cookies()).toString();
  return new Cairn({
    url: "http://api",
    fetch: (input, init) => env.API.fetch(input, init),
    headers: { cookie },
    maxRetries: 1,
    timeoutMs: 10_000,
  });
});
