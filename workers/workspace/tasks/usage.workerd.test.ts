import type { LeaseAnswers, Task, TaskPage, TaskStats, TaskUsage } from "@cairn/sdk/schema";
import fc from "fast-check";
import { beforeAll, test } from "vitest";
import { migrateControl } from "../../test/support/fixtures.ts";
import { makeTask, output, register, report, workerOf } from "../../test/support/tasks.ts";
import { createPlace, type Place } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

const NAMESPACES = ["", "a", "a.b"];
const TASKS = NAMESPACES.flatMap((namespace) => [1, 2].map((i) => makeTask({ namespace, name: `T${i}` })));

/** The token of a lease; undefined when it is refused, null when somebody else has it. */
async function leaseOf({ owner, base }: Place, task: string, pid: number): Promise<number | null | undefined> {
  const response = await owner.fetch(`${base}/tasks/leases`, { json: { owner: workerOf(pid), tasks: [task], force: true } });
  return ((await response.json()) as Partial<LeaseAnswers>).items?.[0]?.token;
}

/** What people and programs do to a task; what its state does not allow is refused, and changes nothing. */
const ACTIONS: Record<string, (place: Place, task: string, size: number) => Promise<unknown>> = {
  async succeed(place, task, size) {
    const token = await leaseOf(place, task, 1);
    if (token) await report(place, null, [{ task, type: "succeeded", token, output: output("mem:///x", size) }]);
  },
  async fail(place, task) {
    const token = await leaseOf(place, task, 1);
    if (token) await report(place, null, [{ task, type: "failed", token, error: { type: "E", message: "x" } }]);
  },
  start: (place, task) => leaseOf(place, task, 2),
  invalidate: ({ owner, base }, task) => owner.fetch(`${base}/tasks/${task}/invalidate`, { json: {} }),
  override: ({ owner, base }, task, size) =>
    owner.fetch(`${base}/tasks/${task}/override`, { json: { result: "success", reason: "r", output: output("mem:///y", size) } }),
  takeBack: ({ owner, base }, task) => owner.fetch(`${base}/tasks/${task}/override`, { json: { result: "absent", reason: "r" } }),
  remove: ({ owner, base }, task) => owner.fetch(`${base}/tasks/${task}`, { method: "DELETE" }),
  restore: ({ owner, base }, task) => owner.fetch(`${base}/tasks/${task}/restore`, { method: "POST" }),
  register: (place) => register(place, TASKS),
  collect: ({ owner, base }) => owner.fetch(`${base}/tasks/gc`, { json: { rules: { failed: true }, dry_run: false } }),
};

/** The usage as the tasks themselves tell it. */
function usageOf(tasks: readonly Task[]): TaskUsage {
  const items = [...new Set(tasks.map(({ namespace }) => namespace))].map((namespace) => {
    const own = tasks.filter((task) => task.namespace === namespace);
    const sizes = own.flatMap((task) => task.output?.size_bytes ?? []);
    return { namespace, tasks: own.length, outputs: sizes.length, size_bytes: sizes.reduce((sum, size) => sum + size, 0) };
  });
  items.sort((a, b) => b.size_bytes - a.size_bytes || (a.namespace < b.namespace ? -1 : 1));
  return { items, size_bytes: items.reduce((sum, one) => sum + one.size_bytes, 0) };
}

test("what each namespace takes is the sum of its outputs, whatever happened to its tasks", async ({ expect }) => {
  const step = fc.tuple(fc.constantFrom(...Object.keys(ACTIONS)), fc.nat({ max: TASKS.length - 1 }), fc.nat({ max: 1e12 }));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 30 }), async (steps) => {
      const place = await createPlace();
      await register(place, TASKS);
      for (const [action, i, size] of steps) await ACTIONS[action]?.(place, TASKS[i]?.id ?? "", size);
      const { items } = await place.owner.json<TaskPage>(`${place.base}/tasks?limit=200`);
      const usage = usageOf(items);
      expect(await place.owner.json<TaskUsage>(`${place.base}/tasks/usage`)).toEqual(usage);
      const { total, size_bytes, results } = await place.owner.json<TaskStats>(`${place.base}/tasks/stats`);
      expect([total, size_bytes]).toEqual([items.length, usage.size_bytes]);
      for (const [result, n] of Object.entries(results))
        expect([result, n]).toEqual([result, items.filter((one) => one.result === result).length]);
    }),
    { numRuns: 10 },
  );
}, 120_000);
