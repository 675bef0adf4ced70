import type { CellValue, RunDetail } from "@cairn/sdk/schema";
import { formatDuration, formatNumber, toNumber } from "../charts/format";
import { formatByName } from "../charts/units";
import { durationMs } from "../runs-table/model/cell";
import { betterWay } from "../runs-table/model/columns";

export const SECTIONS = ["Run", "Params", "Tags", "Metrics", "Summary", "Code", "Environment", "Packages"] as const;
export type Section = (typeof SECTIONS)[number];

/** One thing that the runs have, or some of them. */
export interface CompareRow {
  id: string;
  section: Section;
  label: string;
  /** One for each run; undefined where it has none. */
  values: readonly (CellValue | undefined)[];
  /** Whether the runs differ in it. */
  differs: boolean;
  show: (value: CellValue) => string;
  /** Which way it gets better; null where neither is. */
  better: "min" | "max" | null;
}

type Get = (run: RunDetail) => CellValue | undefined;
const text = (value: CellValue): string => (value === null ? "null" : typeof value === "number" ? formatNumber(value) : String(value));
const time = (value: CellValue): string =>
  String(value)
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");

const attributes: { label: string; get: Get; show?: (value: CellValue) => string }[] = [
  { label: "Status", get: (run) => run.status },
  { label: "Experiment", get: (run) => run.experiment.name },
  { label: "Group", get: (run) => run.group ?? undefined },
  { label: "Created", get: (run) => run.created_at, show: time },
  { label: "Duration", get: (run) => durationMs(run) ?? undefined, show: (value) => formatDuration(Number(value)) },
  { label: "Attempt", get: (run) => run.attempt },
  { label: "By", get: (run) => run.created_by.name },
  { label: "Error", get: (run) => run.error ?? undefined },
];

const code: { label: string; get: Get }[] = [
  { label: "Commit", get: (run) => run.environment.git?.commit },
  { label: "Branch", get: (run) => run.environment.git?.branch },
  { label: "Remote", get: (run) => run.environment.git?.remote },
  { label: "Uncommitted changes", get: (run) => run.environment.git?.dirty },
  { label: "Command", get: (run) => run.environment.command },
];

const environment: { label: string; get: Get }[] = [
  { label: "Host", get: (run) => run.environment.host ?? run.host ?? undefined },
  { label: "User", get: (run) => run.environment.user ?? run.user ?? undefined },
  { label: "Runtime", get: (run) => run.environment.runtime },
  { label: "Platform", get: (run) => run.environment.platform },
  { label: "Processor", get: (run) => run.environment.cpu_model },
  { label: "Processor cores", get: (run) => run.environment.cpu_count },
  { label: "Memory (bytes)", get: (run) => run.environment.memory_bytes },
  { label: "Graphics cards", get: (run) => run.environment.gpus?.map(({ name }) => name).join(", ") },
  { label: "Working directory", get: (run) => run.environment.working_directory },
  { label: "SDK", get: (run) => run.environment.sdk },
];

/** Everything that the runs have, section by section; what none of them has is left out. */
export function compareRows(runs: readonly RunDetail[]): CompareRow[] {
  const rows: CompareRow[] = [];
  const add = (section: Section, label: string, get: Get, show = text, better: CompareRow["better"] = null) => {
    const values = runs.map(get);
    if (values.every((value) => value === undefined)) return;
    rows.push({ id: `${section} ${label}`, section, label, values, differs: values.some((value) => value !== values[0]), show, better });
  };
  const keysOf = (get: (run: RunDetail) => Record<string, unknown>) =>
    [...new Set(runs.flatMap((run) => Object.keys(get(run))))].sort((a, b) => a.localeCompare(b));

  for (const { label, get, show } of attributes) add("Run", label, get, show);
  for (const key of keysOf((run) => run.params)) add("Params", key, (run) => run.params[key]);
  for (const key of keysOf((run) => run.tags)) add("Tags", key, (run) => run.tags[key]);
  for (const key of keysOf((run) => run.metrics))
    for (const stat of ["last", "min", "max"] as const)
      add(
        "Metrics",
        `${key} ${stat}`,
        (run) => run.metrics[key]?.[stat],
        (value) => formatByName(key, toNumber(value as number)),
        betterWay({ kind: "metric", key, stat }),
      );
  for (const key of keysOf((run) => run.summary)) add("Summary", key, (run) => run.summary[key]);
  for (const { label, get } of code) add("Code", label, get);
  for (const { label, get } of environment) add("Environment", label, get);
  for (const key of keysOf((run) => run.environment.packages ?? {})) add("Packages", key, (run) => run.environment.packages?.[key]);
  return rows;
}

/** Whether a change of a row's numbers in percent says something: not so of attempts, cores or versions. */
export const isMeasured = ({ section }: Pick<CompareRow, "section">): boolean =>
  section === "Params" || section === "Metrics" || section === "Summary";

/** How much a number is more or less than the base's: "+12.5 %", "×100" where it is ten times or more; empty where that says nothing. */
export function changeFrom(base: CellValue | undefined, value: CellValue | undefined): string {
  if (typeof base !== "number" || typeof value !== "number" || base === 0 || base === value) return "";
  const change = ((value - base) / Math.abs(base)) * 100;
  if (!Number.isFinite(change)) return "";
  const times = value / base;
  if (times >= 10) return `×${formatNumber(Number(times.toPrecision(2)))}`;
  return `${change > 0 ? "+" : ""}${change.toFixed(Math.abs(change) < 10 ? 1 : 0)} %`;
}

/** Places of the best values of a row; none where all are the same or fewer than two are numbers. */
export function bestPlaces({ values, better, differs }: Pick<CompareRow, "values" | "better" | "differs">): ReadonlySet<number> {
  if (!better || !differs) return new Set();
  const numbers = values.map((value) => (value === undefined || value === null ? Number.NaN : toNumber(value as number)));
  const known = numbers.filter((number) => !Number.isNaN(number));
  if (known.length < 2) return new Set();
  const best = known.reduce((a, b) => (better === "min" ? Math.min(a, b) : Math.max(a, b)));
  return new Set(numbers.flatMap((number, i) => (number === best ? [i] : [])));
}
