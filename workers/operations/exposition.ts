/** A metric of our own, as its reader sees it. */
export interface Family {
  type: "counter" | "gauge" | "histogram";
  help: string;
}

/** Upper bounds of the buckets of durations, in seconds: Prometheus' defaults without those that no request of ours meets. */
export const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Every metric of our own. A name that is not here is not written. */
export const FAMILIES = {
  cairn_build_info: { type: "gauge", help: "1, with the version that runs." },
  cairn_http_requests_total: { type: "counter", help: "Requests answered by the API, by operation and status." },
  cairn_http_request_duration_seconds: { type: "histogram", help: "Time from a request's arrival to its answer, by operation." },
  cairn_queue_messages_total: { type: "counter", help: "Messages taken from the queue, by type and outcome." },
  cairn_cron_tasks_total: { type: "counter", help: "Tasks run by the clock, by task and outcome." },
  cairn_component_up: { type: "gauge", help: "1 when a part of the system answered its last check." },
  cairn_component_check_seconds: { type: "gauge", help: "Time that the last check of a part of the system took." },
} as const satisfies Record<string, Family>;
export type FamilyName = keyof typeof FAMILIES;

export type Labels = Readonly<Record<string, string>>;

/** One line of a text exposition without its value: `name{label="value"}`, labels sorted. */
export function seriesName(name: string, labels: Labels): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((label) => `${label}="${escaped(labels[label] ?? "")}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
}

const escaped = (value: string): string => value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

/** The series that one observation of a histogram counts up, each with how much: buckets are cumulative. */
export function observationOf(name: string, labels: Labels, value: number): [series: string, by: number][] {
  const buckets = DURATION_BUCKETS.filter((bound) => value <= bound).map((bound) => String(bound));
  return [
    ...[...buckets, "+Inf"].map((le): [string, number] => [seriesName(`${name}_bucket`, { ...labels, le }), 1]),
    [seriesName(`${name}_sum`, labels), value],
    [seriesName(`${name}_count`, labels), 1],
  ];
}

/**
 * The text exposition format, version 0.0.4 (Prometheus, "Exposition formats"): HELP and TYPE of each family, then its series. Series
 * of families that are not known are left out.
 */
export function toExposition(series: Iterable<readonly [string, number]>): string {
  const byFamily = new Map<FamilyName, string[]>();
  for (const [name, value] of series) {
    const family = familyOf(name);
    if (family) byFamily.set(family, [...(byFamily.get(family) ?? []), `${name} ${numberText(value)}`]);
  }
  return (Object.keys(FAMILIES) as FamilyName[])
    .filter((family) => byFamily.has(family))
    .map((family) => {
      const { help, type } = FAMILIES[family];
      return `# HELP ${family} ${help}\n# TYPE ${family} ${type}\n${(byFamily.get(family) ?? []).sort().join("\n")}\n`;
    })
    .join("");
}

function familyOf(series: string): FamilyName | null {
  const name = series.replace(/\{.*$/s, "");
  const family = name in FAMILIES ? name : name.replace(/_(bucket|sum|count)$/, "");
  return Object.hasOwn(FAMILIES, family) ? (family as FamilyName) : null;
}

const numberText = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
