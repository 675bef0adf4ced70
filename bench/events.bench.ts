import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Cairn } from "../sdk/src/index.ts";
import type { Bench } from "./main.ts";
import { type Place, withPlace } from "./support/place.ts";
import { median, percentile, short } from "./support/rounds.ts";

const endpoints = 10;
const eventsPerSecond = 1_000;
/** Tried one after the other, with each event to all endpoints, as long as most are heard in time. */
const ratesToAll = [20, 40, 100, 160, 200, 240, 300, 400];
const heardWithinMs = 2_000;
const seconds = 20;
/** Runs are changed so often, some of each workspace at once: an event for each. */
const everyMs = 500;
const drainWithinMs = 60_000;

/** A program on this machine that hears of events at a path for each endpoint. */
async function startReceiver() {
  let heard: Set<string>[] = [];
  let count = 0;
  let delays: number[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const now = Date.now();
      response.writeHead(204).end();
      const of = heard[Number(request.url?.slice(1))];
      const id = String(request.headers["webhook-id"]);
      count += 1;
      if (of?.has(id)) return;
      of?.add(id);
      const { timestamp } = JSON.parse(Buffer.concat(parts).toString()) as { timestamp: string };
      delays.push(now - Date.parse(timestamp));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: (endpoint: number) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${endpoint}`,
    /** Forgets what was heard. */
    clear() {
      heard = Array.from({ length: endpoints }, () => new Set());
      [count, delays] = [0, []];
    },
    /** How old each event was when it was heard, the first time at each endpoint. */
    delays: () => delays,
    /** All that came, what came twice too. */
    count: () => count,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
type Receiver = Awaited<ReturnType<typeof startReceiver>>;

interface Workspace {
  runs: string[];
  options: { workspace: string };
}

/** Changes the runs of all workspaces again and again, so many a second in all. Answers how many events that made, and in what time. */
async function change(cairn: Cairn, places: readonly Workspace[], rate: number): Promise<{ events: number; ms: number }> {
  const runsPerChange = Math.round((rate * everyMs) / 1_000 / places.length);
  const started = performance.now();
  let changes = 0;
  for (let round = 0; round * everyMs < seconds * 1_000; round++) {
    const tags = { round: `${rate} ${round}` };
    await Promise.all(
      places.map(({ runs, options }) => cairn.runs.bulk({ runs: runs.slice(0, runsPerChange), change: { kind: "tag", tags } }, options)),
    );
    changes += places.length;
    await new Promise((done) => setTimeout(done, Math.max(0, started + (round + 1) * everyMs - performance.now())));
  }
  return { events: changes * runsPerChange, ms: performance.now() - started };
}

/** One way to hand events out at one rate. The age of an event is the time from its change to the arrival of its message. */
async function measure(cairn: Cairn, places: readonly Workspace[], receiver: Receiver, { rate, fan }: { rate: number; fan: number }) {
  receiver.clear();
  const started = performance.now();
  const made = await change(cairn, places, rate);
  const expected = made.events * fan;
  const end = performance.now() + drainWithinMs;
  while (receiver.delays().length < expected && performance.now() < end) await new Promise((done) => setTimeout(done, 20));
  const doneMs = performance.now() - started;
  const delays = receiver.delays();
  const p95 = percentile(delays, 0.95);
  return {
    p95,
    row: {
      "each event to": `${fan} of ${endpoints}`,
      "events made/s": Math.round(made.events / (made.ms / 1_000)),
      "delivered/s": Math.round(delays.length / (doneMs / 1_000)),
      missing: expected - delays.length,
      "sent twice": receiver.count() - delays.length,
      "age, median ms": short(median(delays)),
      "p95, ms": short(p95),
      "longest, ms": short(Math.max(...delays)),
    },
  };
}

/**
 * Ten workspaces change runs, and ten endpoints hear of them at a program on this machine: first one for each workspace, then all of all
 * workspaces, so that each event is delivered ten times.
 */
async function run({ cairn, origin, path, callers }: Place) {
  const receiver = await startReceiver();
  const organization = path.split("/")[4] ?? "";
  const send = async <T>(method: "POST" | "DELETE", to: string, body?: unknown): Promise<T> => {
    const headers = { ...callers.session, origin, "content-type": "application/json" };
    const sent = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await fetch(`${origin}/api/v1/orgs/${organization}${to}`, sent);
    if (!answer.ok) throw new Error(`${to} answered ${answer.status}: ${await answer.text()}`);
    return (answer.status === 204 ? null : await answer.json()) as T;
  };
  const types = ["run.updated"];
  try {
    const places: Workspace[] = [];
    const ownHooks: string[] = [];
    for (let i = 0; i < endpoints; i++) {
      const { slug: workspace } = await send<{ slug: string }>("POST", "/workspaces", { name: `Events ${i}` });
      const options = { workspace };
      const runs: string[] = [];
      for (let n = 0; n < (eventsPerSecond * everyMs) / 1_000 / endpoints; n++)
        runs.push((await cairn.runs.create({ experiment: "events" }, options)).id);
      places.push({ runs, options });
      const hooks = `/workspaces/${workspace}/webhooks`;
      ownHooks.push(`${hooks}/${(await send<{ id: string }>("POST", hooks, { url: receiver.url(i), types })).id}`);
    }
    const rows = [(await measure(cairn, places, receiver, { rate: eventsPerSecond, fan: 1 })).row];
    for (const hook of ownHooks) await send("DELETE", hook);
    for (let i = 0; i < endpoints; i++) await send("POST", "/webhooks", { url: receiver.url(i), types });
    for (const rate of ratesToAll) {
      const { p95, row } = await measure(cairn, places, receiver, { rate, fan: endpoints });
      rows.push(row);
      if (p95 > heardWithinMs || row.missing > 0) break;
    }
    return rows;
  } finally {
    receiver.close();
  }
}

export const bench: Bench = {
  title: `Events: ${eventsPerSecond} a second for ${seconds} s, through log, fan-out and delivery to ${endpoints} endpoints; fewer, to all of them`,
  run: () => withPlace(run),
};
