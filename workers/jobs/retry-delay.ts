const FIRST_DELAY_S = 5;
const LONGEST_DELAY_S = 3_600;

/** Seconds before try number `attempts + 1` of a message, doubling from 5 s to an hour. */
export const retryDelayS = (attempts: number): number => Math.min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** Math.max(0, attempts - 1));
