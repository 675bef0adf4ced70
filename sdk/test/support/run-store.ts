import type { ServerResponse } from "node:http";
import { CreateRun, FinishRun, LogBatch, type NewLine } from "../../src/schema/index.ts";
import { json, problem, type Seen } from "./api.ts";

export interface StoredRun {
  id: string;
  status: string;
  error: string | null;
  create: CreateRun;
  points: { key: string; step: number; time: number; value: number | string }[];
  params: Record<string, unknown>;
  tags: Record<string, string>;
  summary: Record<string, unknown>;
  lines: NewLine[];
  sequences: Map<string, number>;
  creates: number;
}

/** The part of the API that runs need, kept in memory that outlives a restart of its server, with the contract's own checks. */
export class RunStore {
  readonly runs = new Map<string, StoredRun>();
  heartbeats = 0;

  /** The only run. */
  get run(): StoredRun {
    const [run] = this.runs.values();
    if (!run || this.runs.size > 1) throw new Error(`${this.runs.size} runs`);
    return run;
  }

  handle = (seen: Seen, answer: ServerResponse): unknown => {
    const [, id, verb] = /^\/api\/v1\/orgs\/acme\/workspaces\/vision\/runs(?:\/([^/?]+)(?:\/([a-z]+))?)?/.exec(seen.path) ?? [];
    if (seen.method === "POST" && !id) return this.#create(seen, answer);
    const run = this.runs.get(id ?? "");
    if (!run) return problem(answer, 404, "not_found");
    if (seen.method === "GET") return json(answer, 200, this.detail(run));
    if (verb === "log") return this.#log(run, seen, answer);
    if (verb === "heartbeat") {
      this.heartbeats++;
      return json(answer, 200, { status: run.status });
    }
    if (verb === "finish") {
      if (run.status !== "running") return problem(answer, 409, "illegal_transition");
      const body = FinishRun.parse(JSON.parse(seen.body));
      run.status = body.status;
      run.error = body.error ?? null;
      return json(answer, 200, this.detail(run));
    }
    return problem(answer, 404, "not_found");
  };

  detail(run: StoredRun): object {
    const at = "2026-11-21T09:30:00.000Z";
    const { id, status, error, params, tags } = run;
    const experiment = { id: "exp_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", name: run.create.experiment };
    const times = { created_at: at, started_at: at, finished_at: null, heartbeat_at: at };
    const rest = { number: 1, name: "brave-otter", metrics: {}, created_by: { type: "user", id: "u", name: "Ada" }, environment: {} };
    return { id, status, error, params, tags, experiment, ...times, ...rest };
  }

  #create(seen: Seen, answer: ServerResponse): void {
    const create = CreateRun.parse(JSON.parse(seen.body));
    const id = create.id ?? "";
    const known = this.runs.get(id);
    if (known) known.creates++;
    const { params, tags } = create;
    const run = known ?? {
      id,
      status: "running",
      error: null,
      create,
      points: [],
      params,
      tags,
      summary: {},
      lines: [],
      sequences: new Map(),
      creates: 1,
    };
    this.runs.set(id, run);
    json(answer, known ? 200 : 201, this.detail(run));
  }

  #log(run: StoredRun, seen: Seen, answer: ServerResponse): unknown {
    const parsed = LogBatch.safeParse(JSON.parse(seen.body));
    if (!parsed.success) return problem(answer, 400, "invalid_request", { detail: parsed.error.message });
    if (!["running", "crashed"].includes(run.status)) return problem(answer, 409, "illegal_transition");
    const { writer, sequence, metrics, params, tags, summary, lines = [] } = parsed.data;
    const last = run.sequences.get(writer) ?? 0;
    if (sequence > last + 1) return problem(answer, 409, "sequence_gap");
    const duplicate = sequence <= last;
    if (!duplicate) {
      run.sequences.set(writer, sequence);
      for (const { key, steps, times, values } of metrics) {
        steps.forEach((step, i) => {
          run.points.push({ key, step, time: times[i] ?? 0, value: values[i] ?? 0 });
        });
      }
      Object.assign(run.params, params);
      Object.assign(run.tags, tags);
      Object.assign(run.summary, summary);
      run.lines.push(...lines);
    }
    return json(answer, 200, { sequence, duplicate, status: run.status });
  }
}
