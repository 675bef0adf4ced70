import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api/problem";
import { signInPath } from "./return-to";

function worthRetrying(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 502;
}

/** A session that ended in mid-use: sign in and come back to this very place. */
function leaveWhenSignedOut(error: unknown): void {
  if (typeof window === "undefined" || !(error instanceof ApiError) || error.status !== 401) return;
  const { pathname, search, hash } = window.location;
  window.location.assign(signInPath(pathname + search + hash));
}

/** One cache of answers: shared by the page in the browser, fresh for each request on the server. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: (failures, error) => typeof window !== "undefined" && failures < 2 && worthRetrying(error) },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}
