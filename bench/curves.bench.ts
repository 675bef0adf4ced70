import { newRunId } from "../sdk/src/index.ts";
import type { Bench } from "./main.ts";
import { type InsideMs, insideMs } from "./support/inside.ts";
import { type Place, withPlace } from "./support/place.ts";
import { interleaved, type Measured, ratioText, short, timed } from "./support/rounds.ts";

const rounds = 40;
const wideRounds = 10;
const sizes = [100_000, 10_000_000];
const wide = { runs: 100, keys: 10, points: 10_000 };
const buckets = 1_000;

async function measure({ cairn, inside }: Place) {
  const start = (experiment: string) => cairn.runs.create({ id: newRunId(), experiment });
  const long = await Promise.all(sizes.map(async (points) => ({ points, run: (await start("long")).id })));
  for (const { points, run } of long) await inside("seedPoints", { run, keys: ["loss"], points });
  const ask = (run: string, points: number, zoom: number) => () =>
    timed(async () => {
      const from = Math.floor((points - points / zoom) * Math.random());
      const range = zoom === 1 ? {} : { from_step: from, to_step: from + Math.floor(points / zoom) };
      const [curve] = (await cairn.runs.curves({ runs: [run], keys: ["loss"], buckets, ...range })).curves;
      if (!curve || curve.total !== points || curve.steps.length < buckets / 4) throw new Error("The curve is not what was logged");
    });
  const rows: Record<string, string | number>[] = [];
  const row = (what: string, m: Measured, inObject: InsideMs | null) =>
    rows.push({
      what,
      ms: short(m.median),
      "p95, ms": short(m.p95),
      "in the object alone, ms": inObject === null ? "" : short(inObject.mean),
      "p95 there": inObject === null ? "" : short(inObject.p95),
      "time by that of the first (range)": ratioText(m),
    });
  const cases = Object.fromEntries(
    long.flatMap(({ points, run }) => [1, 10, 50].map((zoom) => [`${points} points, 1/${zoom} of them`, ask(run, points, zoom)])),
  );
  const measured = await interleaved(cases, { rounds, baseline: `${sizes[0]} points, 1/1 of them` });
  for (const [what, m] of Object.entries(measured)) {
    const { run } = long.find(({ points }) => what.startsWith(`${points} `)) ?? { run: "" };
    const whole = what.includes("1/1 ");
    row(what, m, whole ? await insideMs(inside, "curveQuery", { runs: [run], keys: ["loss"], buckets }, rounds) : null);
  }
  const keys = Array.from({ length: wide.keys }, (_, i) => `metric/${i}`);
  const runs = await Promise.all(Array.from({ length: wide.runs }, async () => (await start("wide")).id));
  for (const run of runs) await inside("seedPoints", { run, keys, points: wide.points });
  const input = { runs, keys, buckets };
  const all = () =>
    timed(async () => {
      const { curves } = await cairn.runs.curves(input);
      if (curves.length !== runs.length * keys.length) throw new Error("Curves are missing");
    });
  const one = () => timed(() => cairn.runs.curves({ ...input, runs: runs.slice(0, 1) }));
  const both = await interleaved({ one, all }, { rounds: wideRounds, baseline: "one" });
  row(`1 run × ${wide.keys} keys of ${wide.points} points`, both.one, null);
  row(`${wide.runs} runs × ${wide.keys} keys of ${wide.points} points`, both.all, await insideMs(inside, "curveQuery", input, 20));
  return rows;
}

export const bench: Bench = {
  title: `Curves: ${buckets} buckets each; ${rounds} rounds`,
  run: () => withPlace(measure, { inside: true }),
};
