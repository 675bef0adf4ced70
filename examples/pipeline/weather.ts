import { readFileSync } from "node:fs";

export const CITIES = ["Seattle", "New York"] as const;
export type City = (typeof CITIES)[number];

const FILE = new URL("./weather.csv", import.meta.url);

/** A row of weather.csv as it stands there. */
export interface RawDay {
  readonly location: string;
  readonly date: string;
  readonly precipitation: string;
  readonly temp_max: string;
  readonly temp_min: string;
  readonly wind: string;
  readonly weather: string;
}

/** A day that was checked. Precipitation in mm, temperatures in °C, wind in m/s. */
export interface Day {
  readonly date: Date;
  readonly precipitation: number;
  readonly temp_max: number;
  readonly temp_min: number;
  readonly wind: number;
}

/** The rows of one city, in the order of the file. */
export function readRows(city: City): RawDay[] {
  const [header = "", ...lines] = readFileSync(FILE, "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  return lines
    .map((line) => line.split(","))
    .map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""])) as unknown as RawDay)
    .filter(({ location }) => location === city);
}

/** The day of a row, or why it cannot be used. */
export function dayOf(row: RawDay): Day | string {
  const date = new Date(`${row.date}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return `"${row.date}" is no date`;
  const [precipitation, temp_max, temp_min, wind] = [row.precipitation, row.temp_max, row.temp_min, row.wind].map((cell) =>
    cell === "" ? Number.NaN : Number(cell),
  ) as [number, number, number, number];
  if (![precipitation, temp_max, temp_min, wind].every(Number.isFinite)) return "a number is missing";
  if (temp_min > temp_max) return `the lowest temperature, ${temp_min} °C, is above the highest, ${temp_max} °C`;
  if (precipitation < 0 || wind < 0) return "rain and wind cannot be negative";
  return { date, precipitation, temp_max, temp_min, wind };
}

const DAY_MS = 86_400_000;
/** Day that counts as rainy: more than a trace, in mm. */
const RAIN_MM = 0.2;

/** Numbers from which tomorrow is guessed, by name, and whether it rained then (1) or not (0). */
export interface Examples {
  readonly [feature: string]: Float64Array;
}

/**
 * One example for each day that has its `lags` days before it and a day after it in the table: today and the days before, the season as a
 * point on a circle, and as `rain_tomorrow` what is to be guessed. `day` is the number of days since 1970.
 */
export function examplesOf(days: readonly Day[], lags: number): Examples {
  const at = new Map(days.map((day) => [day.date.getTime(), day]));
  const rows: { [name: string]: number }[] = [];
  for (const { date } of days) {
    const tomorrow = at.get(date.getTime() + DAY_MS);
    const before = Array.from({ length: lags + 1 }, (_, i) => at.get(date.getTime() - i * DAY_MS));
    if (!tomorrow || !before.every((day) => day !== undefined)) continue;
    const season = (2 * Math.PI * (date.getTime() / DAY_MS)) / 365.2425;
    const row: { [name: string]: number } = {
      day: date.getTime() / DAY_MS,
      rain_tomorrow: Number(tomorrow.precipitation > RAIN_MM),
      season_sin: Math.sin(season),
      season_cos: Math.cos(season),
    };
    for (const [i, day] of before.entries()) {
      row[`rain_${i}`] = Math.log1p(day.precipitation);
      row[`warmth_${i}`] = (day.temp_max + day.temp_min) / 2;
      row[`range_${i}`] = day.temp_max - day.temp_min;
      row[`wind_${i}`] = day.wind;
    }
    rows.push(row);
  }
  const names = Object.keys(rows[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, Float64Array.from(rows, (row) => row[name] ?? 0)]));
}

/** The examples of some days. */
export function between(examples: Examples, from: Date, to: Date): Examples {
  const day = examples.day ?? new Float64Array();
  const kept = [...day.keys()].filter((i) => (day[i] ?? 0) * DAY_MS >= from.getTime() && (day[i] ?? 0) * DAY_MS < to.getTime());
  return Object.fromEntries(Object.entries(examples).map(([name, column]) => [name, Float64Array.from(kept, (i) => column[i] ?? 0)]));
}

/** What a model may look at: every column but the day's number and the answer, in an order that does not change. */
export const featuresOf = (examples: Examples): Float64Array[] =>
  Object.keys(examples)
    .filter((name) => name !== "day" && name !== "rain_tomorrow")
    .sort()
    .map((name) => examples[name] ?? new Float64Array());

export const labelsOf = (examples: Examples): Float64Array => examples.rain_tomorrow ?? new Float64Array();
