/** How a part of the system was on a day, as counted. */
export interface Day {
  date: string;
  checks: number;
  failures: number;
}

/** A bar: `some` failed for minutes, `most` for more than an hour or most of what was checked. */
export interface DayMark {
  date: string;
  kind: "fine" | "some" | "most" | "none";
  text: string;
}

const DAYS = 90;
const DAY_MS = 86_400_000;
/** Checks come each minute. */
const CHECKS_PER_HOUR = 60;

/** The last 90 days, oldest first, each with its mark; days without checks are there too. */
export function daysBefore(today: string, days: readonly Day[]): DayMark[] {
  const byDate = new Map(days.map((day) => [day.date, day]));
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: DAYS }, (_, i) => {
    const date = new Date(end - (DAYS - 1 - i) * DAY_MS).toISOString().slice(0, 10);
    const day = byDate.get(date);
    if (!day || day.checks === 0) return { date, kind: "none", text: `${date}: no checks` };
    if (day.failures === 0) return { date, kind: "fine", text: `${date}: every check was answered` };
    const isMost = day.failures > CHECKS_PER_HOUR || day.failures * 2 > day.checks;
    return { date, kind: isMost ? "most" : "some", text: `${date}: ${day.failures} of ${day.checks} checks failed` };
  });
}
