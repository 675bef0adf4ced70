const exact = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "21 Nov 2026, 09:24:23 UTC" in the reader's zone. */
export function formatExact(date: Date): string {
  return exact.format(date);
}

const steps: readonly { limit: number; unit: Intl.RelativeTimeFormatUnit; size: number }[] = [
  { limit: 3_600, unit: "minute", size: 60 },
  { limit: 86_400, unit: "hour", size: 3_600 },
  { limit: 86_400 * 30, unit: "day", size: 86_400 },
];

/** "3 minutes ago", "in 2 days"; the plain date beyond 30 days. `now` is Unix time in ms. */
export function formatRelative(date: Date, now: number): string {
  const seconds = (date.getTime() - now) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 45) return seconds > 5 ? "in a moment" : "just now";
  for (const { limit, unit, size } of steps) {
    if (distance < limit) return relative.format(Math.trunc(seconds / size) || Math.sign(seconds), unit);
  }
  return day.format(date);
}
