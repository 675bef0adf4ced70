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

/**
 * Options of a question that is asked by POST because it is long: the API takes those only from Cairn's own pages, which this is. Never
 * for a change, which whoever led a person to the page would have made.
 */
export const fromOwnPage = { headers: { "sec-fetch-site": "same-origin" } } as const;
