import type { Bench } from "./main.ts";
import { type Place, withPlace } from "./support/place.ts";
import { interleaved, ratioText, short, timed } from "./support/rounds.ts";

const rounds = 15;
const sizes = [1_000, 10_000, 100_000];

async function measure({ cairn }: Place) {
  const filled = await Promise.all(
    sizes.map(async (size) => {
      const run = await cairn.run({ experiment: "bench", environment: false, handleExit: false });
      // As a program logs: the batches are what a flush every 1,000 points leaves.
      for (let step = 0; step < size; step++) {
        run.log({ loss: Math.exp(-step / 5000) + Math.sin(step) / 50 }, { step });
        if (step % 1_000 === 999) await run.flush();
      }
      await run.finish();
      return { size, id: run.id };
    }),
  );
  const cases: Record<string, () => Promise<number>> = {
    "the run alone, without points": () => timed(() => cairn.runs.get(filled[0]?.id ?? "")),
  };
  for (const { size, id } of filled)
    for (const max_points of [2_000, 20_000].filter((most, i) => i === 0 || most <= size))
      cases[`${size} points, at most ${max_points} asked for`] = () =>
        timed(async () => {
          const { series } = await cairn.runs.metrics(id, { max_points });
          const [curve] = series;
          if (curve?.count !== size || curve.steps.length > max_points) throw new Error("The history is not what was logged");
        });
  const measured = await interleaved(cases, { rounds, baseline: "the run alone, without points" });
  return Object.entries(measured).map(([what, m]) => ({ what, ms: short(m.median), "time by that of the run (range)": ratioText(m) }));
}

export const bench: Bench = { title: `History: reading one curve back; ${rounds} rounds`, run: () => withPlace(measure) };
