import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { statusOf } from "./api/problem";
import { signInPath } from "./return-to";

/** A session that ended in mid-use: sign in and come back to this very place. */
export function leaveWhenSignedOut(error: unknown): void {
  if (typeof window === "undefined" || statusOf(error) !== 401) return;
  const { pathname, search, hash } = window.location;
  window.location.assign(signInPath(pathname + search + hash));
}

/** One cache of answers: shared by the page in the browser, fresh for each request on the server. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      // The SDK repeats what is worth repeating. Without a network it is asked all the same: a page that waits for ever tells nothing.
      queries: { staleTime: 10_000, retry: false, networkMode: "always" },
      mutations: { networkMode: "always" },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}
