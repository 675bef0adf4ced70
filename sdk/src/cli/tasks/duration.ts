import { usage } from "../failure.ts";

const UNITS_MS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** A length of time as it is typed, in ms, e.g. `30d`, `12h`. @throws Failure that names the flag */
export function parseDuration(text: string, flag: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text.trim()) ?? [];
  if (number === undefined) throw usage(`--${flag} takes a number with s, m, h, d or w, e.g. 30d, not ${text}.`);
  return Number(number) * (UNITS_MS[unit] ?? 0);
}
