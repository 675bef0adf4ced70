/** One way of doing a thing: does it once and returns its time in ms. */
export type Case = () => Promise<number>;

/** What was measured of one case. */
export interface Measured {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** 95 of 100 rounds were at least as fast (nearest rank). */
  readonly p95: number;
  /** Time of this case by time of the baseline in the same round: median of the rounds. */
  readonly ratio: number;
  readonly ratioMin: number;
  readonly ratioMax: number;
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half];
  if (upper === undefined) return Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}

/** The smallest value that a part of all values do not exceed (nearest rank). */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** Time that some work takes, in ms. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Runs the cases in turn, round by round, so that a machine that gets slower or busy meanwhile does so for all of them. Each round
 * begins with another case. Ratios are taken within a round, against the case called `baseline`; the first round is not counted.
 */
export async function interleaved<Name extends string>(
  cases: Readonly<Record<Name, Case>>,
  { rounds, baseline }: { rounds: number; baseline: NoInfer<Name> },
): Promise<Record<Name, Measured>> {
  const names = Object.keys(cases) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(round + i) % names.length] as Name;
      const ms = await cases[name]();
      if (round > 0) times[name].push(ms);
    }
  }
  const measured = names.map((name): [Name, Measured] => {
    const own = times[name];
    const ratios = own.map((ms, round) => ms / (times[baseline][round] ?? Number.NaN));
    return [
      name,
      {
        median: median(own),
        min: Math.min(...own),
        max: Math.max(...own),
        p95: percentile(own, 0.95),
        ratio: median(ratios),
        ratioMin: Math.min(...ratios),
        ratioMax: Math.max(...ratios),
      },
    ];
  });
  return Object.fromEntries(measured) as Record<Name, Measured>;
}

/** A number with three significant digits. */
export const short = (value: number): number => Number(value.toPrecision(3));

/** The ratio of a case with the range it had over the rounds. */
export const ratioText = ({ ratio, ratioMin, ratioMax }: Measured): string => `${short(ratio)} (${short(ratioMin)}–${short(ratioMax)})`;
