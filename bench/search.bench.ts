import type { RunSearchInput } from "../sdk/src/index.ts";
import { RunSearch } from "../sdk/src/schema/index.ts";
import type { Bench } from "./main.ts";
import { insideMs } from "./support/inside.ts";
import { type Place, withPlace } from "./support/place.ts";
import { interleaved, ratioText, short, timed } from "./support/rounds.ts";
import { searchable } from "./support/searchable.ts";

const rounds = 40;
const sizes = { few: 1_000, many: 100_000 };
const fields = ["params.p0", "metrics.m0"];

const searches: Record<string, Omit<RunSearchInput, "experiments">> = {
  "newest first, no filter": {},
  "filter on two metrics and a param, sorted by a metric": {
    filter: 'metrics.m0.min < 0.5 and (params.p0 >= 3 or tags.team = "vision") and not metrics.m3 > 0.9',
    sort: [{ field: "metrics.m1.min" }],
  },
  "regex on the name, sorted by a param and a metric": {
    filter: 'name ~ "run-[0-9]*7$"',
    sort: [{ field: "params.p1", order: "desc" }, { field: "metrics.m2" }],
  },
  "regex in any case that many names begin like, sorted by a param": {
    filter: 'name ~ "(?i)^RUN-.*(12|34).*9$"',
    sort: [{ field: "params.p2" }],
  },
  "the middle of the list, by offset": { sort: [{ field: "metrics.m1" }], offset: 500 },
};

async function measure({ cairn, inside }: Place) {
  for (const [name, runs] of Object.entries(sizes)) await inside("seedRuns", { experiment: name, runs, params: 20, metrics: 20 });
  await searchable(cairn, "many", sizes.many);
  const rows: Record<string, string | number>[] = [];
  for (const [what, search] of Object.entries(searches)) {
    const ask = (experiment: string) => () =>
      timed(async () => {
        const { items } = await cairn.runs.search({ ...search, experiments: [experiment], fields, limit: 50 });
        if (items.length === 0) throw new Error(`Nothing was found by: ${what}`);
      });
    const { few, many } = await interleaved({ few: ask("few"), many: ask("many") }, { rounds, baseline: "few" });
    const alone = await insideMs(inside, "runSearch", RunSearch.parse({ ...search, experiments: ["many"], fields, limit: 50 }), rounds);
    rows.push({
      what,
      [`${sizes.few} runs, ms`]: short(few.median),
      [`${sizes.many} runs, ms`]: short(many.median),
      "p95, ms": short(many.p95),
      "in the object alone, ms": short(alone.mean),
      "p95 there": short(alone.p95),
      "time by that of few (range)": ratioText(many),
    });
  }
  return rows;
}

export const bench: Bench = {
  title: `Search: runs with 20 params and 20 metrics each, 50 answered; ${rounds} rounds`,
  run: () => withPlace(measure, { inside: true }),
};
