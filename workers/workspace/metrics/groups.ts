/** Metrics that lie together: the first ones of a run in groups of 16, later ones in groups of 64, so that a run of very many writes few rows. */
const SMALL = 16;
const SMALL_UP_TO = 64;
const LARGE = 64;

/** The group of the metric that was the run's `index`-th to appear, from 0. */
export const groupOf = (index: number): number =>
  index < SMALL_UP_TO ? Math.floor(index / SMALL) : SMALL_UP_TO / SMALL + Math.floor((index - SMALL_UP_TO) / LARGE);
