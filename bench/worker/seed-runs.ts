/** What runs are made for the measuring of searches. */
export interface SeededRuns {
  experiment: string;
  runs: number;
  /** Params and metrics of each run. */
  params: number;
  metrics: number;
}

const STATUSES = ["finished", "finished", "finished", "failed", "cancelled", "crashed"];
const TEAMS = ["vision", "speech", "search", "robots"];

/** Puts ended runs into a workspace's tables as the server itself would have left them: `number` counts on, columns still to be folded. */
export function seedRuns(sql: SqlStorage, { experiment, runs, params, metrics }: SeededRuns, random: () => number = Math.random): void {
  const experimentId = seededId("exp");
  const now = Date.now();
  sql.exec("INSERT INTO experiments (id, name, description, created_at) VALUES (?, ?, '', ?)", experimentId, experiment, now);
  const { number } = sql.exec<{ number: number }>("SELECT number FROM experiments WHERE id = ?", experimentId).one();
  const creator = JSON.stringify({ type: "user", id: "usr_bench", name: "Bench" });
  for (let i = 0; i < runs; i++) {
    const at = now - (runs - i) * 60_000;
    const row = sql
      .exec<{ number: number }>(
        `INSERT INTO runs (id, experiment_number, name, status, group_name, params, tags, created_by, created_at, started_at, finished_at,
           heartbeat_timeout_ms, host, user_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 120000, ?, ?) RETURNING number`,
        seededId("run"),
        number,
        `run-${i}`,
        STATUSES[i % STATUSES.length] ?? "finished",
        `group-${i % 50}`,
        JSON.stringify(Object.fromEntries(Array.from({ length: params }, (_, p) => [`p${p}`, paramOf(p, random)]))),
        JSON.stringify({ team: TEAMS[i % TEAMS.length] }),
        creator,
        at,
        at,
        at + Math.round(random() * 3_600_000),
        `host-${i % 20}`,
        "bench",
      )
      .one();
    const summaries = Array.from({ length: metrics }, (_, m) => [`m${m}`, summaryOf(random)]);
    sql.exec("INSERT INTO run_progress (run_number, heartbeat_at, metrics) VALUES (?, ?, ?)", row.number, at, JSON.stringify(summaries));
    sql.exec("INSERT INTO run_environments VALUES (?, '{}', NULL)", row.number);
    sql.exec("INSERT INTO search_dirty VALUES (?)", row.number);
  }
  sql.exec("UPDATE experiments SET run_count = ?, last_run_at = ? WHERE number = ?", runs, now, number);
}

/** Params of every kind: whole numbers, far-apart numbers, words. */
function paramOf(p: number, random: () => number): number | string {
  if (p % 3 === 0) return Math.floor(random() * 10);
  return p % 3 === 1 ? 10 ** -(1 + random() * 4) : `choice-${Math.floor(random() * 12)}`;
}

function summaryOf(random: () => number) {
  const [a, b] = [random(), random()];
  return {
    count: 1_000,
    nan_count: 0,
    first_step: 0,
    last_step: 999,
    last: a,
    min: Math.min(a, b),
    max: Math.max(a, b),
    sum: 500 * (a + b),
  };
}

function seededId(prefix: string): string {
  const hex = crypto.randomUUID();
  return `${prefix}_${hex.slice(0, 14)}7${hex.slice(15, 19)}8${hex.slice(20)}`;
}
