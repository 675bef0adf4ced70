import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import type { LiveMessage } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import { bytesOf, sha256Hex } from "../../test/support/bytes.ts";
import { createPerson, env, joinedPerson, migrateControl, outcome, type Person } from "../../test/support/fixtures.ts";
import { column, createPlace, objectOf, startRun } from "../../test/support/workspaces.ts";
import { SOCKET_LIFE_MS, SOCKETS_PER_ACTOR_MAX } from "../limits.ts";
import { closeSockets, purgeWorkspaceObject } from "../stub.ts";

beforeAll(migrateControl);

/** A live socket whose messages are taken one by one; waiting for one that does not come ends with the test's time. */
async function connect(person: Person, base: string) {
  const answer = await person.fetch(`${base}/live`, { headers: { upgrade: "websocket" } });
  const socket = answer.webSocket;
  if (!socket) throw new Error(`no socket: ${answer.status} ${await answer.text()}`);
  const arrived: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  socket.addEventListener("message", ({ data }) => {
    const taker = waiting.shift();
    if (taker) taker(String(data));
    else arrived.push(String(data));
  });
  socket.accept();
  const text = (): Promise<string> => {
    const first = arrived.shift();
    return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
  };
  return { socket, text, closed, next: async () => JSON.parse(await text()) as LiveMessage };
}

describe("the live socket", () => {
  test("greets, then sends every event, and points of the runs that are watched", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const run = await startRun(place);
    const { socket, next, text } = await connect(owner, base);
    expect(await next()).toEqual({ kind: "hello", sequence: 2 });
    const log = (sequence: number) =>
      owner.json(`${base}/runs/${run.id}/log`, {
        json: { writer: "writer_1", sequence, metrics: [column("loss", [sequence, "NaN"], 2 * sequence)] },
      });
    await log(1);
    socket.send(JSON.stringify({ watch: [run.id] }));
    socket.send("ping");
    expect(await text()).toBe("pong");
    // The answer to a ping comes from the runtime, so it says nothing of the command before it: the object is asked.
    await runInDurableObject(objectOf(place.workspaceId), () => undefined);
    await log(2);
    expect(await next()).toEqual({ kind: "points", run_id: run.id, status: "running", metrics: [column("loss", [2, "NaN"], 4)] });
    await log(2);
    await owner.json(`${base}/runs/${run.id}/finish`, { json: {} });
    expect(await next()).toMatchObject({ kind: "event", event: { sequence: 3, type: "run.finished", subject: { id: run.id } } });
  });

  test("tells of media that came without points", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const run = await startRun(place);
    const sha256 = await sha256Hex("# a note");
    await owner.json(`${base}/blobs/${sha256}`, { method: "PUT", ...bytesOf("# a note") });
    const { socket, next } = await connect(owner, base);
    await next();
    socket.send(JSON.stringify({ watch: [run.id] }));
    await runInDurableObject(objectOf(place.workspaceId), () => undefined);
    const note = { key: "note", step: 1, at: 1, kind: "text", sha256, size: 8, content_type: "text/markdown" };
    await owner.json(`${base}/runs/${run.id}/log`, { json: { writer: "writer_1", sequence: 1, media: [note] } });
    expect(await next()).toEqual({ kind: "points", run_id: run.id, status: "running", metrics: [] });
  });

  test("sends the lines of the runs whose lines are wanted, as they are kept, once", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const [run, other] = [await startRun(place), await startRun(place)];
    const { socket, next } = await connect(owner, base);
    await next();
    const log = (id: string, sequence: number, texts: string[]) =>
      owner.json(`${base}/runs/${id}/log`, {
        json: { writer: "writer_1", sequence, lines: texts.map((text) => ({ at: 1, text, level: "info" })) },
      });
    await log(run.id, 1, ["before anybody watched"]);
    socket.send(JSON.stringify({ watch: [other.id], lines: [run.id] }));
    await runInDurableObject(objectOf(place.workspaceId), () => undefined);
    await log(other.id, 1, ["not wanted"]);
    await log(run.id, 2, ["\u001b[1mone\u001b[0m", "two"]);
    await log(run.id, 2, ["one again"]);
    const line = { at: 1, stream: "stdout", level: "info", step: null };
    const lines = [
      { number: 2, ...line, text: "\u001b[1mone\u001b[0m" },
      { number: 3, ...line, text: "two" },
    ];
    expect(await next()).toEqual({ kind: "lines", run_id: run.id, lines });
    await owner.json(`${base}/runs/${run.id}/finish`, { json: {} });
    expect(await next()).toMatchObject({ kind: "event", event: { type: "run.finished" } });
  });

  test("says when it watches what was asked for, if it is asked to", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const run = await startRun(place);
    const { socket, next } = await connect(owner, base);
    await next();
    socket.send(JSON.stringify({ watch: [run.id], answer: true }));
    expect(await next()).toEqual({ kind: "watching" });
    await owner.json(`${base}/runs/${run.id}/log`, { json: { writer: "writer_1", sequence: 1, metrics: [column("loss", [5])] } });
    expect(await next()).toMatchObject({ kind: "points", run_id: run.id });
  });

  test("says nothing of a change that was refused", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const { next } = await connect(owner, base);
    await next();
    await owner.fetch(`${base}/experiments`, { json: { name: "a" } });
    await owner.fetch(`${base}/experiments`, { json: { name: "a" } });
    await owner.fetch(`${base}/experiments`, { json: { name: "b" } });
    expect([await next(), await next()]).toMatchObject([{ event: { data: { name: "a" } } }, { event: { data: { name: "b" } } }]);
  });

  test("outlives the object's memory with what it watches", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base, workspaceId } = place;
    const run = await startRun(place);
    const { socket, next, text, closed } = await connect(owner, base);
    await next();
    socket.send(JSON.stringify({ watch: [run.id] }));
    await runInDurableObject(objectOf(workspaceId), () => undefined);
    await evictDurableObject(objectOf(workspaceId));
    socket.send("ping");
    expect(await text()).toBe("pong");
    await owner.json(`${base}/runs/${run.id}/log`, { json: { writer: "writer_1", sequence: 1, metrics: [column("loss", [5])] } });
    expect(await next()).toMatchObject({ kind: "points", run_id: run.id });
    socket.close(1000, "done");
    expect(await closed).toBe(1000);
  });

  test("is closed with 1008 on what is no command", async ({ expect }) => {
    const { owner, base } = await createPlace();
    const garbage = [
      "{",
      '{"watch":[],"see":[]}',
      "[]",
      '{"watch":["run_1"]}',
      `{"watch":[]${" ".repeat(10_000)}}`,
      new Uint8Array([1, 2]),
    ];
    for (const message of garbage) {
      const { socket, closed } = await connect(owner, base);
      socket.send(message);
      expect(await closed, String(message).slice(0, 20)).toBe(1008);
    }
  });

  test("of an actor who lost access is closed with 4401, others stay; a purge closes all", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base, org, workspaceId } = place;
    const viewer = await joinedPerson(owner, org.slug, "viewer");
    const kept = await connect(owner, base);
    const ended = await connect(viewer, base);
    await kept.next();
    await closeSockets(env, workspaceId, viewer.id);
    expect(await ended.closed).toBe(4401);
    await startRun(place);
    expect(await kept.next()).toMatchObject({ kind: "event" });
    await purgeWorkspaceObject(env, workspaceId);
    expect(await kept.closed).toBe(4401);
  });

  test("has to be opened anew after a while: at its end it gets 4401 in place of the next message", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base, workspaceId } = place;
    const { next, closed } = await connect(owner, base);
    await next();
    await evictDurableObject(objectOf(workspaceId));
    await runInDurableObject(objectOf(workspaceId), (_, state) => {
      for (const socket of state.getWebSockets()) {
        const { expiresAt } = socket.deserializeAttachment();
        expect(expiresAt).toBeGreaterThan(Date.now());
        expect(expiresAt).toBeLessThanOrEqual(Date.now() + SOCKET_LIFE_MS);
        socket.serializeAttachment({ ...socket.deserializeAttachment(), expiresAt: Date.now() - 1 });
      }
    });
    await startRun(place);
    expect(await closed).toBe(4401);
  });

  test("is for those who may read the workspace, from Cairn's own pages, and so many of one actor", async ({ expect }) => {
    const { owner, base } = await createPlace();
    const stranger = await createPerson("Stranger");
    const upgrade = { upgrade: "websocket" };
    expect(await outcome(stranger.fetch(`${base}/live`, { headers: upgrade }))).toBe("404 not_found");
    expect(await outcome(owner.fetch(`${base}/live`, { headers: { ...upgrade, origin: "https://evil.example" } }))).toBe(
      "403 cross_site_request",
    );
    expect(await outcome(owner.fetch(`${base}/live`))).toBe("400 invalid_request");
    for (let i = 0; i < SOCKETS_PER_ACTOR_MAX; i++) await connect(owner, base);
    expect(await outcome(owner.fetch(`${base}/live`, { headers: upgrade }))).toBe("409 limit_reached");
  });
});
