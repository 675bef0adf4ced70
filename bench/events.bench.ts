import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Bench } from "./main.ts";
import { type Place, withPlace } from "./support/place.ts";
import { median, percentile, short } from "./support/rounds.ts";

const endpoints = 10;
const eventsPerSecond = 1_000;
const seconds = 20;
/** Each workspace has so many runs, which are changed at once: an event for each. */
const runsPerChange = 50;
const drainWithinMs = 60_000;

/** What came in: ids by endpoint, and how old each event was. */
interface Heard {
  ids: Set<string>[];
  count: number;
  delays: number[];
}

/**
 * Ten workspaces change runs, a thousand events a second in all; ten endpoints, one for each workspace, hear of them at a program on this
 * machine. The age of an event is the time from its change to the arrival of its message.
 */
async function measure({ cairn, origin, path, callers }: Place) {
  const heard: Heard = { ids: Array.from({ length: endpoints }, () => new Set<string>()), count: 0, delays: [] };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const now = Date.now();
      response.writeHead(204).end();
      const of = heard.ids[Number(request.url?.slice(1))];
      const id = String(request.headers["webhook-id"]);
      heard.count += 1;
      if (of?.has(id)) return;
      of?.add(id);
      const { timestamp } = JSON.parse(Buffer.concat(parts).toString()) as { timestamp: string };
      heard.delays.push(now - Date.parse(timestamp));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    const port = (server.address() as AddressInfo).port;
    const organization = path.split("/")[4] ?? "";
    const post = async <T>(to: string, body: unknown): Promise<T> => {
      const headers = { ...callers.session, origin, "content-type": "application/json" };
      const answer = await fetch(`${origin}/api/v1/orgs/${organization}${to}`, { method: "POST", headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${to} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    };
    const places = await Promise.all(
      Array.from({ length: endpoints }, async (_, i) => {
        const { slug: workspace } = await post<{ slug: string }>("/workspaces", { name: `Events ${i}` });
        const options = { workspace };
        const runs: string[] = [];
        for (let n = 0; n < runsPerChange; n++) runs.push((await cairn.runs.create({ experiment: "events" }, options)).id);
        await post(`/workspaces/${workspace}/webhooks`, { url: `http://127.0.0.1:${port}/${i}`, types: ["run.updated"] });
        return { runs, options };
      }),
    );
    let changes = 0;
    const everyMs = (1_000 * runsPerChange * endpoints) / eventsPerSecond;
    const started = performance.now();
    for (let round = 0; round * everyMs < seconds * 1_000; round++) {
      await Promise.all(
        places.map(({ runs, options }) => cairn.runs.bulk({ runs, change: { kind: "tag", tags: { round: String(round) } } }, options)),
      );
      changes += places.length;
      await new Promise((done) => setTimeout(done, Math.max(0, started + (round + 1) * everyMs - performance.now())));
    }
    const madeMs = performance.now() - started;
    const events = changes * runsPerChange;
    const end = performance.now() + drainWithinMs;
    while (heard.delays.length < events && performance.now() < end) await new Promise((done) => setTimeout(done, 20));
    const doneMs = performance.now() - started;
    return [
      {
        what: `${endpoints} endpoints`,
        "events made/s": Math.round(events / (madeMs / 1_000)),
        "delivered/s": Math.round(heard.delays.length / (doneMs / 1_000)),
        missing: events - heard.delays.length,
        "sent twice": heard.count - heard.delays.length,
        "age, median ms": short(median(heard.delays)),
        "p95, ms": short(percentile(heard.delays, 0.95)),
        "longest, ms": short(Math.max(...heard.delays)),
      },
    ];
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

export const bench: Bench = {
  title: `Events: ${eventsPerSecond} a second for ${seconds} s, through log, fan-out and delivery to ${endpoints} endpoints`,
  run: () => withPlace(measure),
};
