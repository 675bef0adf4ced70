// The types of tasks, each once and at the top of a module, so that workers on other threads and in other processes load them too.
import { grid, gzip, jsonl, namespace, npy, parquet, parquetColumns, type TaskContext, taskFrom, taskOf, text, z } from "@cairn/sdk/tasks";
import { boost, type Metrics, metricsOf, predict } from "./boosting.ts";
import {
  between,
  CITIES,
  type City,
  type Day,
  dayOf,
  type Examples,
  examplesOf,
  featuresOf,
  labelsOf,
  type RawDay,
  readRows,
} from "./weather.ts";

const weather = namespace("weather");
const CityName = z.enum(CITIES);

export const load = weather.task("load", {
  params: z.object({ city: CityName }),
  output: gzip(jsonl<RawDay>()),
  run: ({ city }) => readRows(city),
  validate: (rows) => rows.length > 0,
  doc: "The rows of one city, as they stand in the file.",
});

export const clean = weather.task("clean", {
  params: z.object({ raw: taskOf(load) }),
  output: parquet<Day>(["date", "precipitation", "temp_max", "temp_min", "wind"]),
  doc: "Days that can be used; what was left out, and why, is in the report.",
  run: async ({ raw }, ctx) => {
    const days: Day[] = [];
    const left: string[] = [];
    for (const row of await ctx.load(raw)) {
      const day = dayOf(row);
      if (typeof day === "string") left.push(`- ${row.date}: ${day}`);
      else days.push(day);
    }
    ctx.report("left out", left.length === 0 ? "All days could be used." : left.join("\n"));
    return days.sort((a, b) => a.date.getTime() - b.date.getTime());
  },
});

export const examples = weather.task("examples", {
  params: z.object({ days: taskOf(clean), lags: z.int().min(0).max(14) }),
  output: parquetColumns<Examples>(),
  doc: "What is known today, and whether it rains tomorrow.",
  run: async ({ days, lags }, ctx) => examplesOf(await ctx.load(days), lags),
});

export const split = weather.task("split", {
  params: z.object({ of: taskOf(examples), from: z.date(), to: z.date() }),
  output: parquetColumns<Examples>(),
  doc: "The examples of some days. Parts are cut by date, never at random: a day must not be guessed from the next.",
  run: async ({ of, from, to }, ctx) => between(await ctx.load(of), from, to),
  validate: (part) => labelsOf(part).length > 0,
});

export const train = weather.task("train", {
  params: z.object({ on: taskOf(split), rounds: z.int().positive(), rate: z.number().positive() }),
  output: npy<Float64Array>(),
  kind: "training",
  estimate: ({ rounds }) => ({ seconds: rounds / 1_000, cpus: 1 }),
  doc: "Boosted stumps: one row per stump.",
  run: async ({ on, rounds, rate }, ctx) => {
    const part = await ctx.load(on);
    return boost(featuresOf(part), labelsOf(part), { rounds, rate, onRound: (round) => ctx.progress(round / rounds) });
  },
});

export const evaluate = weather.task("evaluate", {
  params: z.object({ model: taskOf(train), on: taskOf(split) }),
  output: z.object({
    examples: z.int(),
    accuracy: z.number(),
    log_loss: z.number(),
    brier: z.number(),
    baseline: z.number(),
  }),
  run: async ({ model, on }, ctx): Promise<Metrics> => {
    const part = await ctx.load(on);
    return metricsOf(predict(await ctx.load(model), featuresOf(part)), labelsOf(part));
  },
});

const Candidate = z.object({ rounds: z.int(), rate: z.number(), metrics: taskOf(evaluate) });
const BestParams = z.object({ candidates: z.array(Candidate).min(1) });

/** The same as a function, written as a class. */
class SelectBest {
  readonly params: z.output<typeof BestParams>;

  constructor(params: z.output<typeof BestParams>) {
    this.params = params;
  }

  async run(ctx: TaskContext): Promise<{ rounds: number; rate: number; log_loss: number }> {
    const { candidates } = this.params;
    const all = await ctx.loadAll(candidates.map(({ metrics }) => metrics));
    const scored = candidates.map(({ rounds, rate }, i) => ({ rounds, rate, log_loss: all[i]?.log_loss ?? Number.POSITIVE_INFINITY }));
    // Of equals the smaller model.
    scored.sort((a, b) => a.log_loss - b.log_loss || a.rounds - b.rounds || a.rate - b.rate);
    return scored[0] as (typeof scored)[number];
  }
}

export const selectBest = taskFrom("select-best", SelectBest, {
  namespace: "weather",
  params: BestParams,
  output: z.object({ rounds: z.int(), rate: z.number(), log_loss: z.number() }),
  doc: "The settings with the smallest loss on days that no model has seen.",
});

export const ROUNDS = [10, 40, 160, 640] as const;
export const RATES = [0.02, 0.05, 0.1, 0.3] as const;
const LAGS = 3;

/** The parts of a city's days: 2012 and 2013 to learn from, 2014 to choose by, 2015 to say how good it is. */
function partsOf(city: City) {
  const all = examples({ days: clean({ raw: load({ city }) }), lags: LAGS });
  const year = (number: number) => new Date(Date.UTC(number, 0, 1));
  return {
    learn: split({ of: all, from: year(2012), to: year(2014) }),
    choose: split({ of: all, from: year(2014), to: year(2015) }),
    test: split({ of: all, from: year(2015), to: year(2016) }),
  };
}

/** A model for each pair of settings, compared on the year after those that it learned from. */
export function sweep(city: City) {
  const { learn, choose } = partsOf(city);
  return grid({ rounds: ROUNDS, rate: RATES }).map((point) => ({
    ...point,
    metrics: evaluate({ model: train({ on: learn, ...point }), on: choose }),
  }));
}

export const report = weather.task("report", {
  params: z.object({ city: CityName, best: taskOf(selectBest), candidates: z.array(Candidate) }),
  output: { serializer: text(), path: { filename: "report", extension: "md" } },
  doc: "What came out, as Markdown. Only the chosen model sees the last year, so which evaluation that needs shows while it runs.",
  run: async ({ city, best, candidates }, ctx) => {
    const { rounds, rate } = await ctx.load(best);
    const all = await ctx.loadAll(candidates.map(({ metrics }) => metrics));
    const { learn, test } = partsOf(city);
    // No parameter: found out here, and computed now when it is missing.
    const final = await ctx.load(evaluate({ model: train({ on: learn, rounds, rate }), on: test }));
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    return `# Rain tomorrow in ${city}

Boosted stumps that learned from 2012 and 2013. Log loss on 2014, by the number of rounds and the learning rate:

| rounds | ${RATES.join(" | ")} |
| ---: | ${RATES.map(() => "---:").join(" | ")} |
${ROUNDS.map((row) => `| ${row} | ${candidates.flatMap((one, i) => (one.rounds === row ? [all[i]?.log_loss.toFixed(4)] : [])).join(" | ")} |`).join("\n")}

The best has ${rounds} rounds at ${rate}. On the ${final.examples} days of 2015, which it never saw, it is right on ${percent(final.accuracy)}
(always saying the more common: ${percent(final.baseline)}), with log loss ${final.log_loss.toFixed(4)} and Brier score ${final.brier.toFixed(4)}.
`;
  },
});

/** The report of a city, with the sweep that it needs. */
export function reportOf(city: City) {
  const candidates = sweep(city);
  return report({ city, candidates, best: selectBest({ candidates }) });
}

/** What `cairn build start examples/pipeline/tasks.ts#reports` builds. */
export const reports = () => CITIES.map(reportOf);
