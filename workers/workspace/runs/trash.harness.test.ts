import type { BulkResult, CreatedOrganization, Page, Run, RunDetail } from "@cairn/sdk/schema";
import { expect, test } from "vitest";
import { type SignedIn, signIn } from "../../test/support/sign-in.ts";
import { startPrivateStack } from "../../test/support/stack.ts";

/** Runs that have points and ended. */
async function endedRuns(person: SignedIn, base: string, count: number): Promise<string[]> {
  const post = async <T>(path: string, json: object) => {
    const answer = await person.fetch(`${base}${path}`, { method: "POST", json });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const { id } = await post<RunDetail>("/runs", { experiment: "trash", environment: { git: { diff: "+1" } } });
    const metrics = [{ key: "loss", steps: [0, 1], times: [0, 1], values: [i, 1] }];
    await post(`/runs/${id}/log`, { writer: "writer_1", sequence: 1, metrics });
    await post(`/runs/${id}/finish`, {});
    ids.push(id);
  }
  return ids;
}

test("a server that is killed while runs are deleted, restored and purged keeps each whole or not at all", async () => {
  const server = await startPrivateStack();
  try {
    const person = await signIn({ email: `${crypto.randomUUID()}@example.org`, origin: server.origin });
    const org = (await (await person.fetch("/api/v1/orgs", { method: "POST", json: { name: "Trash" } })).json()) as CreatedOrganization;
    const base = `/api/v1/orgs/${org.slug}/workspaces/${org.workspace.slug}`;
    const ids = await endedRuns(person, base, 12);
    const bulk = async (kind: string) =>
      (await (await person.fetch(`${base}/runs/bulk`, { method: "POST", json: { runs: ids, change: { kind } } })).json()) as BulkResult;
    const list = async (lifecycle: string) => {
      const { items } = (await (await person.fetch(`${base}/runs?lifecycle=${lifecycle}`)).json()) as Page<Run>;
      return items.map((run) => run.id).sort();
    };
    const count = async () => ((await (await person.fetch(`${base}/experiments/trash`)).json()) as { run_count: number }).run_count;
    /** Whatever was stored when the power went, the same request again ends it. */
    const cutOff = async (request: () => Promise<unknown>) => {
      const cut = request().catch(() => undefined);
      await server.kill();
      await cut;
      await server.start();
      const [active, deleted] = [await list("active"), await list("deleted")];
      expect([...active, ...deleted].sort()).toEqual(ids.toSorted());
      expect(await count()).toBe(active.length);
    };
    for (const [kind, then] of [
      ["delete", "deleted"],
      ["restore", "active"],
      ["delete", "deleted"],
    ] as const) {
      await cutOff(() => bulk(kind));
      expect(await bulk(kind)).toEqual({ changed: ids, failed: [] });
      expect(await list(then)).toEqual(ids.toSorted());
    }
    const purge = (id: string) => person.fetch(`${base}/runs/${id}?purge=true`, { method: "DELETE" });
    const cut = Promise.all(ids.map((id) => purge(id).catch(() => undefined)));
    await server.kill();
    await cut;
    await server.start();
    for (const id of ids) expect([204, 404]).toContain((await purge(id)).status);
    // The alarm does the rest; no verb finds any of them meanwhile.
    expect(await list("all")).toEqual([]);
    for (const id of ids) {
      const events = async () =>
        ((await (await person.fetch(`${base}/events?subject=${id}&order=newest&limit=1`)).json()) as Page<{ type: string }>).items;
      await expect.poll(events, { timeout: 60_000 }).toMatchObject([{ type: "run.purged" }]);
      expect((await person.fetch(`${base}/runs/${id}/restore`, { method: "POST" })).status).toBe(404);
    }
  } finally {
    await server.remove();
  }
}, 300_000);
