import { newRunId } from "../ids.ts";
import { BUFFERED_POINTS_MAX } from "../limits.ts";
import type { Runs } from "../resources/runs.ts";
import type { Params, RunEnvironment } from "../schema/index.ts";
import { path } from "../transport/path.ts";
import { redact } from "../transport/redact.ts";
import type { Transport } from "../transport/transport.ts";
import { ActiveRun } from "./active-run.ts";
import { captureEnvironment } from "./environment.ts";
import { remember } from "./exit.ts";
import { cleanParams, cleanTags } from "./fields.ts";
import { FLUSH_INTERVAL_MS } from "./writer.ts";

/**
 * How a run is started.
 *
 * @example await cairn.run({ experiment: "penguins", params: { learning_rate: 0.05 }, tags: { team: "vision" } });
 */
export interface RunOptions {
  /** Name of the experiment; it is made when it does not exist. */
  experiment: string;
  params?: Readonly<Record<string, Params[string] | undefined>> | undefined;
  /** A friendly one is made when left out. */
  name?: string | undefined;
  tags?: Readonly<Record<string, string | undefined>> | undefined;
  /** Id of the run, to take up one that exists or to know it beforehand: see `newRunId()`. */
  id?: string | undefined;
  organization?: string | undefined;
  workspace?: string | undefined;
  /** What to record of the machine; `false` records nothing; found out when left out. */
  environment?: RunEnvironment | false | undefined;
  /** Silent for longer, the run counts as crashed; in seconds, 10–86,400; 120 when left out. */
  heartbeatTimeoutS?: number | undefined;
  /** Points that may wait for the server; 1,000,000 when left out. */
  maxBufferedPoints?: number | undefined;
  /** Points go out at the latest after this time, in ms; 500 when left out. */
  flushIntervalMs?: number | undefined;
  /** Whether to end the run when the process ends without `finish()`; true when left out. */
  handleExit?: boolean | undefined;
  /** Told when the server refuses points for good. */
  onError?: ((error: unknown) => void) | undefined;
  /** Ends the start of the run. */
  signal?: AbortSignal | undefined;
}

export interface StartDeps {
  runs: Runs;
  connect(): Promise<{ transport: Transport; url: string; organization: string; workspace: string }>;
}

const HEARTBEAT_TIMEOUT_S = 120;

/** Creates the run on the server and the handle that logs to it. */
export async function startRun(options: RunOptions, { runs, connect }: StartDeps): Promise<ActiveRun> {
  const { experiment, name, heartbeatTimeoutS = HEARTBEAT_TIMEOUT_S, handleExit = true, signal } = options;
  const startedAt = new Date().toISOString();
  const params = cleanParams(options.params ?? {});
  const tags = cleanTags(options.tags ?? {});
  const environment = options.environment === false ? {} : (options.environment ?? (await captureEnvironment()));
  const { transport, url, organization, workspace } = await connect();
  const detail = await runs.create(
    {
      id: options.id ?? newRunId(),
      experiment,
      ...(name === undefined ? {} : { name }),
      params,
      tags,
      environment,
      started_at: startedAt,
      heartbeat_timeout_s: heartbeatTimeoutS,
    },
    // As often as the time allows: a program may well start while the server restarts.
    { organization, workspace, signal, maxRetries: Number.POSITIVE_INFINITY },
  );
  const run: ActiveRun = new ActiveRun({
    runs,
    transport,
    scope: { organization, workspace },
    detail,
    url: url + path`/${organization}/${workspace}/runs/${detail.id}`,
    path: path`/api/v1/orgs/${organization}/workspaces/${workspace}/runs/${detail.id}`,
    writerId: newRunId().replace("run_", "w_"),
    maxBufferedPoints: options.maxBufferedPoints ?? BUFFERED_POINTS_MAX,
    flushIntervalMs: options.flushIntervalMs ?? FLUSH_INTERVAL_MS,
    // Three chances before the run counts as crashed.
    heartbeatMs: (heartbeatTimeoutS * 1000) / 3,
    onError: options.onError ?? ((error) => console.error(`Cairn: run ${detail.name} stopped logging: ${redact(String(error))}`)),
  });
  if (handleExit) remember(run);
  return run;
}
