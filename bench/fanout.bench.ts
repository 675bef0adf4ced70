import type { ApiKey, CreatedApiKey, LiveMessage, ServiceAccount } from "../sdk/src/schema/index.ts";
import type { Bench } from "./main.ts";
import { type Place, withPlace } from "./support/place.ts";
import { median, percentile, short } from "./support/rounds.ts";

const listeners = 1_000;
/** An actor may have 50 sockets, so they belong to several programs. */
const perActor = 50;
const events = 40;

/** Time from before the request of a change until a listener hears of it, for each of a thousand listeners. */
async function measure(place: Place) {
  const { cairn, origin, path } = place;
  const keys = await Promise.all(Array.from({ length: listeners / perActor }, (_, i) => programKey(place, `listener-${i}`)));
  const run = await cairn.runs.create({ experiment: "fan-out" });
  /** When the listeners heard of each name that the run was given. */
  const heard = new Map<string, number[]>();
  const url = `${origin.replace("http", "ws")}${path}/live`;
  const open = (key: string) =>
    new Promise<WebSocket>((done, failed) => {
      // Node's WebSocket takes headers, which browsers' do not.
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${key}` } } as never);
      socket.onerror = () => failed(new Error("A socket did not open"));
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(String(data)) as LiveMessage;
        if (message.kind === "hello") done(socket);
        else if (message.kind === "event") heard.get(String(message.event.data.name))?.push(performance.now());
      };
    });
  const sockets: WebSocket[] = [];
  try {
    for (const key of keys) sockets.push(...(await Promise.all(Array.from({ length: perActor }, () => open(key)))));
    const delays: number[] = [];
    const lasts: number[] = [];
    for (let i = 0; i <= events; i++) {
      const name = `name-${i}`;
      const at: number[] = [];
      heard.set(name, at);
      const started = performance.now();
      await cairn.runs.update(run.id, { name });
      while (at.length < listeners) await new Promise((done) => setTimeout(done, 1));
      // The first one warms up.
      if (i === 0) continue;
      delays.push(...at.map((time) => time - started));
      lasts.push(Math.max(...at) - started);
    }
    const row = (what: string, values: readonly number[]) => ({
      what,
      "median, ms": short(median(values)),
      "p95, ms": short(percentile(values, 0.95)),
      "longest, ms": short(Math.max(...values)),
    });
    return [row(`until one of ${listeners} listeners hears of a change`, delays), row("until the last of them does", lasts)];
  } finally {
    for (const socket of sockets) socket.close();
  }
}

/** The API key of a program of its own that may look at the workspace. */
async function programKey({ origin, path, callers }: Place, name: string): Promise<string> {
  const organization = path.replace(/\/workspaces\/.*$/, "");
  const post = async <T>(to: string, body: unknown): Promise<T> => {
    const headers = { ...callers.session, origin, "content-type": "application/json" };
    const answer = await fetch(`${origin}${organization}${to}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${to} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const account = await post<ServiceAccount>("/service-accounts", { name, role: "viewer" });
  const key = await post<CreatedApiKey & ApiKey>("/keys", { name, service_account_id: account.id });
  return key.secret;
}

export const bench: Bench = {
  title: `Live sockets: ${events} changes told to ${listeners} listeners`,
  run: () => withPlace(measure),
};
