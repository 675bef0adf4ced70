import type { Bench } from "./main.ts";
import { type Place, withPlace } from "./support/place.ts";
import { interleaved, ratioText, short } from "./support/rounds.ts";

const calls = 20_000;
const rounds = 15;
const names = ["train/loss", "train/accuracy", "validation/loss", "validation/accuracy", "learning_rate"];

async function measure({ cairn }: Place) {
  const run = await cairn.run({ experiment: "bench", environment: false, handleExit: false });
  let step = 0;
  /** Time of the calls alone: they return at once, and what they leave to be sent is sent after the clock has stopped. */
  const log = (count: number) => async () => {
    const keys = names.slice(0, count);
    const start = performance.now();
    for (let i = 0; i < calls; i++, step++) {
      const metrics: Record<string, number> = {};
      for (const key of keys) metrics[key] = step / 7;
      run.log(metrics, { step });
    }
    const ms = performance.now() - start;
    await run.flush();
    return ms;
  };
  const push = (count: number) => async () => {
    const keys = names.slice(0, count);
    const points: { metrics: Record<string, number>; step: number; time: number }[] = [];
    const start = performance.now();
    for (let i = 0; i < calls; i++, step++) {
      const metrics: Record<string, number> = {};
      for (const key of keys) metrics[key] = step / 7;
      points.push({ metrics, step, time: Date.now() });
    }
    const ms = performance.now() - start;
    if (points.length !== calls) throw new Error("Points are missing");
    return ms;
  };
  const one = await interleaved(
    { "array push, 1 metric": push(1), "run.log(), 1 metric": log(1) },
    { rounds, baseline: "array push, 1 metric" },
  );
  const five = await interleaved(
    { "array push, 5 metrics": push(5), "run.log(), 5 metrics": log(5) },
    { rounds, baseline: "array push, 5 metrics" },
  );
  await run.finish();
  return Object.entries({ ...one, ...five }).map(([what, m]) => ({
    what,
    "µs per call": short((m.median / calls) * 1000),
    "time by that of the push (range)": ratioText(m),
  }));
}

export const bench: Bench = {
  title: `run.log(): what a call costs the program; ${calls} calls in a row, ${rounds} rounds`,
  run: () => withPlace(measure),
};
