import type { CreatedOrganization, History, LiveMessage, Page, RunDetail, WorkspaceEvent } from "@cairn/sdk/schema";
import { describe, expect, test } from "vitest";
import { type SignedIn, signIn } from "../test/support/sign-in.ts";
import { stack, startPrivateStack } from "../test/support/stack.ts";

async function json<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

/** A person with a workspace and a run in it. */
async function begin(origin: string) {
  const person: SignedIn = await signIn({ email: `${crypto.randomUUID()}@example.org`, origin });
  const org = await json<CreatedOrganization>(person.fetch("/api/v1/orgs", { method: "POST", json: { name: "Ingest" } }));
  const base = `/api/v1/orgs/${org.slug}/workspaces/${org.workspace.slug}`;
  const run = await json<RunDetail>(person.fetch(`${base}/runs`, { method: "POST", json: { experiment: "ingest" } }));
  return { person, base, run };
}

const batch = (sequence: number) => ({
  writer: "writer_1",
  sequence,
  metrics: [{ key: "loss", steps: [sequence], times: [Date.now()], values: [1 / sequence] }],
});

describe("on the real runtime", () => {
  test("a socket over the network gets points and events, pings and a proper close", async () => {
    const { origin } = stack();
    const { person, base, run } = await begin(origin);
    const url = new URL(`${base}/live`, origin);
    const headers = { cookie: person.jar.header(url) ?? "", origin };
    // Node's WebSocket takes headers, which a browser adds by itself; its types say only what browsers have.
    const socket = new WebSocket(url.href.replace("http", "ws"), { headers } as unknown as string[]);
    const seen: string[] = [];
    let wake = () => {};
    socket.addEventListener("message", ({ data }) => {
      seen.push(String(data));
      wake();
    });
    const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
    const next = async () => {
      while (seen.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return seen.shift() ?? "";
    };
    const message = async () => JSON.parse(await next()) as LiveMessage;
    expect(await message()).toEqual({ kind: "hello", sequence: 2 });
    socket.send(JSON.stringify({ watch: [run.id] }));
    socket.send("ping");
    expect(await next()).toBe("pong");
    // The pong is the runtime's; a command that is not there yet when the first batch is shows in the second.
    let sequence = 0;
    let first: LiveMessage | null = null;
    while (!first) {
      await json(person.fetch(`${base}/runs/${run.id}/log`, { method: "POST", json: batch(++sequence) }));
      if (seen.length > 0 || sequence === 20) first = await message();
    }
    expect(first).toMatchObject({ kind: "points", run_id: run.id, metrics: [{ key: "loss" }] });
    await json(person.fetch(`${base}/runs/${run.id}/finish`, { method: "POST", json: {} }));
    let last = await message();
    while (last.kind === "points") last = await message();
    expect(last).toMatchObject({ kind: "event", event: { type: "run.finished" } });
    socket.close(1000, "done");
    expect(await closed).toBe(1000);
  });

  test("a server that is killed while a run logs loses and doubles nothing", async () => {
    const server = await startPrivateStack();
    try {
      const { person, base, run } = await begin(server.origin);
      const send = async (sequence: number) => {
        const answer = await person.fetch(`${base}/runs/${run.id}/log`, { method: "POST", json: batch(sequence) });
        if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      };
      let sequence = 1;
      for (const acknowledged of [1, 7, 2]) {
        for (const until = sequence + acknowledged; sequence < until; sequence++) await send(sequence);
        // The next one is under way when the power goes; whether it was stored nobody knows, so it is sent again.
        const cut = send(sequence).catch(() => undefined);
        await server.kill();
        await cut;
        await server.start();
        await send(sequence++);
      }
      const sent = Array.from({ length: sequence - 1 }, (_, i) => i + 1);
      const { series } = await json<History>(person.fetch(`${base}/runs/${run.id}/metrics`));
      expect(series).toMatchObject([{ key: "loss", steps: sent, values: sent.map((s) => 1 / s), count: sent.length }]);
      const after = await json<RunDetail>(person.fetch(`${base}/runs/${run.id}`));
      expect(after).toMatchObject({ status: "running", metrics: { loss: { count: sent.length, last_step: sent.length } } });
      const events = await json<Page<WorkspaceEvent>>(person.fetch(`${base}/events`));
      expect(events.items.map((event) => event.type)).toEqual(["experiment.created", "run.created"]);
    } finally {
      await server.remove();
    }
  }, 120_000);
});
