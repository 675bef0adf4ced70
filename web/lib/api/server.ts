import { getCloudflareContext } from "@opennextjs/cloudflare";
import { cookies } from "next/headers";
import { cache } from "react";
import { type Api, createApi } from "./api";

declare global {
  interface CloudflareEnv {
    API: { fetch: typeof fetch };
  }
}

/** The API over the service binding, in the name of the person whose page is rendered. */
export const serverApi: () => Promise<Api> = cache(async () => {
  const { env } = await getCloudflareContext({ async: true });
  const cookie = (await cookies()).toString();
  return createApi((path, init) => env.API.fetch(`http://api${path}`, { ...init, headers: { ...init.headers, cookie } }));
});
