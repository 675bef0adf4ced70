const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** A number of bytes in the greatest unit of which there is at least one. */
export function splitBytes(bytes: number): [number, string] {
  let [value, unit] = [bytes, 0];
  while (value >= 1_024 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit++;
  }
  return [value, UNITS[unit] as string];
}

/** "1.5 MiB". */
export function formatBytes(bytes: number): string {
  const [value, unit] = splitBytes(bytes);
  return `${unit === "B" || value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}
