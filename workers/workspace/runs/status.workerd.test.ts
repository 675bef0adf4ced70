import { evictDurableObject } from "cloudflare:test";
import type { Page, Problem, RunDetail, RunStatus, WorkspaceEvent } from "@cairn/sdk/schema";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { migrateControl, outcome } from "../../test/support/fixtures.ts";
import { column, createPlace, objectOf, type Place, readRun, startRun } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

const STATES = ["queued", "running", "finished", "failed", "cancelled", "crashed", "preempted"] as const satisfies RunStatus[];

/** Which states a client can bring a run to from which, as docs/runs.md draws it. */
const LEGAL: Record<RunStatus, readonly RunStatus[]> = {
  queued: ["running", "failed", "cancelled"],
  running: ["finished", "failed", "cancelled", "crashed", "preempted"],
  finished: ["running"],
  failed: ["running"],
  cancelled: ["running"],
  crashed: ["running", "finished", "failed", "cancelled", "preempted"],
  preempted: ["running", "failed", "cancelled"],
};

/** Asks for a state: `start` for running, `finish` for the others. */
const ask = ({ owner, base }: Place, id: string, to: RunStatus, rest: object = {}) =>
  to === "running"
    ? owner.fetch(`${base}/runs/${id}/start`, { json: rest })
    : owner.fetch(`${base}/runs/${id}/finish`, { json: { status: to, ...rest } });

/** A run in a state. */
async function runIn(place: Place, status: RunStatus): Promise<RunDetail> {
  const run = await startRun(place, status === "queued" ? { status } : {});
  return status === "queued" || status === "running" ? run : ((await (await ask(place, run.id, status)).json()) as RunDetail);
}

const eventsOf = async ({ owner, base }: Place, id: string) =>
  (await owner.json<Page<WorkspaceEvent>>(`${base}/events?subject=${id}`)).items;

describe("a run's states", () => {
  test("are left only by legal moves; any other answers 409 with both states and changes nothing", async () => {
    const place = await createPlace();
    for (const from of STATES)
      for (const to of STATES) {
        // Nobody asks for `queued`: it is what a run is before it starts.
        if (to === "queued") continue;
        const run = await runIn(place, from);
        const said = `${from} to ${to}`;
        const answer = await ask(place, run.id, to);
        if (from === to) expect(await answer.json(), said).toEqual(run);
        else if (LEGAL[from].includes(to)) expect(await answer.json(), said).toMatchObject({ status: to });
        else {
          const problem = (await answer.json()) as Problem;
          expect(problem, said).toMatchObject({ status: 409, code: "illegal_transition" });
          expect(problem.detail, said).toMatch(new RegExp(`${from}.*${to}`));
          expect(await place.owner.json(`${place.base}/runs/${run.id}`), said).toEqual(run);
        }
      }
  }, 60_000);

  test("follow any sequence of requests as the drawing says, over restarts of the object", async () => {
    const place = await createPlace();
    const moves = fc.constantFrom<RunStatus | "beat" | "log" | "evict">(...STATES.filter((s) => s !== "queued"), "beat", "log", "evict");
    await fc.assert(
      fc.asyncProperty(fc.constantFrom<RunStatus>("queued", "running"), fc.array(moves, { maxLength: 12 }), async (first, sequence) => {
        const { id } = await startRun(place, { status: first });
        let [status, attempt, batches] = [first, 1, 0];
        for (const move of sequence) {
          if (move === "evict") {
            // One that does not run cannot be evicted.
            await readRun(place, id);
            await evictDurableObject(objectOf(place.workspaceId));
          } else if (move === "beat") {
            // A crashed run that is heard of goes on in the same attempt.
            if (status === "crashed") status = "running";
            expect(await place.owner.json(`${place.base}/runs/${id}/heartbeat`, { method: "POST" })).toEqual({ status });
          } else if (move === "log") {
            const batch = { writer: "writer_1", sequence: batches + 1, metrics: [column("loss", [1], batches)] };
            const got = await outcome(place.owner.fetch(`${place.base}/runs/${id}/log`, { json: batch }));
            const accepts = ["running", "crashed", "cancelled", "preempted"].includes(status);
            expect(got).toBe(accepts ? "200" : "409 illegal_transition");
            if (accepts) batches += 1;
            if (status === "crashed") status = "running";
          } else {
            const isLegal = LEGAL[status].includes(move) || status === move;
            expect(await outcome(ask(place, id, move))).toBe(isLegal ? "200" : "409 illegal_transition");
            if (!isLegal) continue;
            if (move === "running" && status !== "queued" && status !== "running") attempt += 1;
            status = move;
          }
        }
        const run = await readRun(place, id);
        expect(run).toMatchObject({ status, attempt, metrics: batches > 0 ? { loss: { count: batches } } : {} });
        expect(run.started_at === null).toBe(
          status === "queued" || (first === "queued" && attempt === 1 && !(await hasStarted(place, id))),
        );
        expect(run.finished_at === null).toBe(status === "queued" || status === "running");
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  const hasStarted = async (place: Place, id: string) => (await eventsOf(place, id)).some((event) => event.type === "run.started");
});

describe("starting", () => {
  test("takes a queued run up once, and an ended one as its next attempt, each told in an event", async () => {
    const place = await createPlace();
    const { owner, base } = place;
    const queued = await startRun(place, { status: "queued", environment: { host: "scheduler" } });
    expect(queued).toMatchObject({ status: "queued", started_at: null, finished_at: null, attempt: 1 });
    const started_at = "2026-11-21T09:30:00.000Z";
    const first = (await (await ask(place, queued.id, "running", { started_at, environment: { host: "node-7" } })).json()) as RunDetail;
    expect(first).toMatchObject({ status: "running", started_at, attempt: 1, host: "node-7", environment: { host: "node-7" } });
    expect(await (await ask(place, queued.id, "running", { environment: { host: "another" } })).json()).toEqual(first);
    await ask(place, queued.id, "failed", { error: "out of memory" });
    const second = (await (await ask(place, queued.id, "running")).json()) as RunDetail;
    expect(second).toMatchObject({ status: "running", attempt: 2, error: null, finished_at: null, host: "node-7" });
    expect(Date.parse(second.started_at ?? "")).toBeGreaterThan(Date.parse(started_at));
    expect(await eventsOf(place, queued.id)).toMatchObject([
      { type: "run.created", data: { status: "queued" } },
      { type: "run.started", data: { attempt: 1 } },
      { type: "run.finished", data: { status: "failed" } },
      { type: "run.resumed", data: { attempt: 2, from: "failed" } },
    ]);
    expect(await outcome(owner.fetch(`${base}/runs/${queued.id}/start`, { json: { started_at: "yesterday" } }))).toBe(
      "400 invalid_request",
    );
  });

  test("by many at once makes one attempt; two ends at once make one end", async () => {
    const place = await createPlace();
    const run = await runIn(place, "preempted");
    await Promise.all([1, 2, 3].map(() => ask(place, run.id, "running")));
    expect(await readRun(place, run.id)).toMatchObject({ status: "running", attempt: 2 });
    const ends = await Promise.all((["finished", "failed"] as const).map((status) => outcome(ask(place, run.id, status))));
    expect(ends.sort()).toEqual(["200", "409 illegal_transition"]);
    const types = (await eventsOf(place, run.id)).map((event) => event.type);
    expect(types).toEqual(["run.created", "run.finished", "run.resumed", "run.finished"]);
  });

  test("a cancelled run tells its program so with the next batch and heartbeat", async () => {
    const place = await createPlace();
    const { owner, base } = place;
    const run = await startRun(place);
    await ask(place, run.id, "cancelled");
    const batch = { writer: "writer_1", sequence: 1, metrics: [column("loss", [1])] };
    expect(await owner.json(`${base}/runs/${run.id}/log`, { json: batch })).toMatchObject({ status: "cancelled" });
    expect(await owner.json(`${base}/runs/${run.id}/heartbeat`, { method: "POST" })).toEqual({ status: "cancelled" });
  });
});
