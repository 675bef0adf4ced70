import type { Bench } from "./main.ts";
import { type Place, withPlace } from "./support/place.ts";
import { interleaved, ratioText, short, timed } from "./support/rounds.ts";

const requests = 60;
const rounds = 15;

async function measure({ origin, path, callers }: Place) {
  /** Requests one after the other, answers read to their end. */
  const get =
    (at: string, headers: Record<string, string>, status = 200) =>
    () =>
      timed(async () => {
        for (let i = 0; i < requests; i++) {
          const response = await fetch(origin + at, { headers });
          await response.arrayBuffer();
          if (response.status !== status) throw new Error(`${at} answered ${response.status}`);
        }
      });
  const measured = await interleaved(
    {
      "public: /.well-known/oauth-authorization-server": get("/.well-known/oauth-authorization-server", {}),
      "public: /api/v1/openapi.json": get("/api/v1/openapi.json", {}),
      "workspace, no credential: 401": get(path, {}, 401),
      "workspace, access token": get(path, callers.token),
      "workspace, API key": get(path, callers.key),
      "workspace, session cookie": get(path, callers.session),
      "its runs (goes on to the object), API key": get(`${path}/runs`, callers.key),
    },
    { rounds, baseline: "public: /.well-known/oauth-authorization-server" },
  );
  return Object.entries(measured).map(([what, m]) => ({
    what,
    "ms per request": short(m.median / requests),
    "time by that of the first (range)": ratioText(m),
  }));
}

export const bench: Bench = {
  title: `The guard: what it costs to know who asks; ${requests} requests one after the other, ${rounds} rounds`,
  run: () => withPlace(measure),
};
