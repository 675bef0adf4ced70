import { createHash } from "node:crypto";
import { canonicalJson } from "@cairn/sdk/audit";
import type { LeaseAnswer } from "@cairn/sdk/schema";
import { expect, test } from "vitest";
import { newcomer } from "../../../sdk/test/support/newcomer.ts";
import { killDuring } from "../../test/support/kill.ts";
import { startPrivateStack } from "../../test/support/stack.ts";

const task = (i: number) => {
  const is = { name: "Kill", namespace: "", params: { i }, version: "1" };
  return { ...is, id: createHash("sha256").update(canonicalJson(is)).digest("hex"), schema_hash: "s", dependencies: [] };
};

test("a server that is killed while it registers, leases, records, collects and brings in does each whole or not at all, computes nothing twice and forgets nothing it confirmed", async () => {
  const server = await startPrivateStack();
  try {
    const { cairn } = await newcomer(server.origin);
    const tasks = Array.from({ length: 2_000 }, (_, i) => task(i));
    const ids = tasks.map(({ id }) => id);
    const build = await cairn.builds.create();
    const register = () => cairn.tasks.register(tasks, { build: build.id, maxRetries: 0 });
    for (const writes of [1, 2, 4]) {
      await killDuring(server, register, "tables", writes);
      // All of it or nothing, whenever it was cut.
      const { total } = await cairn.tasks.stats();
      expect([0, tasks.length]).toContain(total);
    }
    expect((await register()).existing + (await cairn.tasks.stats()).total).toBeGreaterThanOrEqual(tasks.length);
    expect((await cairn.builds.get(build.id)).counts.pending).toBe(tasks.length);

    const ask = (pid: number) =>
      cairn.tasks.acquire({ owner: { host: "h", pid }, build: build.id, tasks: ids.slice(0, 200), ttl_s: 600 }, { maxRetries: 0 });
    await killDuring(server, () => ask(1), "tables", 1);
    const mine = (await ask(1)).items;
    const theirs = (await ask(2)).items;
    const outcomes = (items: LeaseAnswer[]) => [...new Set(items.map(({ outcome }) => outcome))];
    expect([outcomes(mine), outcomes(theirs)]).toEqual([["acquired"], ["held"]]);
    expect(mine.every(({ attempt }) => attempt === 1)).toBe(true);

    const output = { uri: "s3://bucket/x", size_bytes: 1, sha256: "0".repeat(64), serializer: "json" };
    const events = mine.map(({ task, token }) => ({ task, type: "succeeded" as const, token: token ?? 0, key: `done ${task}`, output }));
    const report = () => cairn.builds.report(build.id, events, { maxRetries: 0 });
    for (const writes of [1, 2]) {
      await killDuring(server, report, "tables", writes);
      const { results } = await cairn.tasks.stats();
      expect([0, events.length]).toContain(results.success);
    }
    const { accepted, repeated } = await report();
    expect(accepted + repeated).toBe(events.length);
    expect((await ask(2)).items.every(({ outcome }) => outcome === "complete")).toBe(true);
    expect(await cairn.tasks.stats()).toMatchObject({ results: { success: 200 }, size_bytes: 200, leases: 0 });
    const log = await cairn.tasks.events(ids[0] ?? "").toArray();
    expect(log.map(({ type }) => type)).toEqual(["registered", "started", "succeeded"]);

    // Collected and brought in again: all of it or nothing, whenever it was cut.
    const lines = await (await cairn.tasks.export({ tasks: ids }, { maxRetries: 0 })).text();
    const total = async () => (await cairn.tasks.stats()).total;
    const collect = () => cairn.tasks.collect({ rules: { older_than_s: 0 }, dry_run: false }, { maxRetries: 0 });
    for (const writes of [1, 2]) {
      await killDuring(server, collect, "tables", writes);
      expect([0, tasks.length]).toContain(await total());
    }
    await collect();
    expect(await cairn.tasks.usage()).toEqual({ items: [], size_bytes: 0 });
    const bringIn = () => cairn.tasks.import(lines, { maxRetries: 0 });
    for (const writes of [1, 2]) {
      await killDuring(server, bringIn, "tables", writes);
      expect([0, tasks.length]).toContain(await total());
    }
    await bringIn();
    expect(await total()).toBe(tasks.length);
    const { items, size_bytes } = await cairn.tasks.usage();
    expect(items.reduce((sum, one) => sum + one.size_bytes, 0)).toBe(size_bytes);
  } finally {
    await server.remove();
  }
}, 240_000);
