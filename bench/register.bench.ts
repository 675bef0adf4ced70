import { z } from "zod";
import { closureOf, type Task, task, taskOf } from "../sdk/src/tasks/index.ts";
import type { Bench } from "./main.ts";
import { type Place, withPlace } from "./support/place.ts";
import { median, short, timed } from "./support/rounds.ts";

const count = 10_000;
const needs = 3;
const rounds = 5;

const node = task("node", {
  namespace: "bench.register",
  params: z.object({ round: z.string(), i: z.number(), lr: z.number(), name: z.string(), of: z.array(taskOf<number>()) }),
  output: z.number(),
  run: ({ i }) => i,
});

/** 10,000 tasks, each but the first few needing three before it. */
function graph(round: string): Task<number>[] {
  const all: Task<number>[] = [];
  for (let i = 0; i < count; i++) {
    const of = all
      .slice(Math.max(0, i - needs * 7))
      .filter((_, at) => at % 7 === 0)
      .slice(0, needs);
    all.push(node({ round, i, lr: (i % 100) / 1_000, name: `layer-${i % 50}`, of }));
  }
  return all;
}

async function measure(
  work: (place: Place, round: string) => Promise<{ registered: number; inserted: number; again: number; edges: number }>,
) {
  const found = [];
  // Each in a workspace of its own, so that none is slowed by the rows of the one before.
  for (let round = 0; round < rounds; round++) found.push(await withPlace((place) => work(place, `round ${round}`), { inside: true }));
  return found;
}

export const bench: Bench = {
  title: `Registering ${count.toLocaleString("en-US")} tasks through the local stack, median of ${rounds} rounds`,
  async run() {
    const found = await measure(async ({ cairn, inside }, round) => {
      // Wakes the object.
      await cairn.tasks.register([node({ round, i: -1, lr: 0, name: "first", of: [] }).toJSON() as never]);
      const words = closureOf(graph(round)).map((one) => one.toJSON());
      let edges = 0;
      const registered = await timed(async () => {
        edges = (await cairn.tasks.register(words as never)).edges;
      });
      const again = await timed(() => cairn.tasks.register(words as never));
      const nothing = await timed(() => inside("stats", {}));
      const inserted = (await timed(() => inside("copyTasks", { suffix: "ffffffff" }))) - nothing;
      return { registered, inserted, again, edges };
    });
    const of = (name: "registered" | "inserted" | "again" | "edges") => median(found.map((one) => one[name]));
    const ratios = found.map(({ registered, inserted }) => registered / inserted);
    return [
      { what: `registered, with ${of("edges").toLocaleString("en-US")} edges`, figure: `${short(of("registered") / 1_000)} s` },
      { what: "the same rows inserted in the object, nothing else", figure: `${short(of("inserted") / 1_000)} s` },
      {
        what: "registering by inserting",
        figure: `${short(median(ratios))} × (${short(Math.min(...ratios))}–${short(Math.max(...ratios))})`,
      },
      { what: "registered again: all are there", figure: `${short(of("again") / 1_000)} s` },
    ];
  },
};
