import { CairnError, ConfigurationError } from "../errors.ts";
import { newRunId } from "../ids.ts";
import type { CreateRunInput } from "../inputs.ts";
import { BUFFERED_POINTS_MAX } from "../limits.ts";
import type { Artifacts } from "../resources/artifacts.ts";
import type { Runs } from "../resources/runs.ts";
import { runtimeName } from "../runtime.ts";
import type { RunDetail, RunEnvironment } from "../schema/index.ts";
import { path } from "../transport/path.ts";
import { redact } from "../transport/redact.ts";
import type { Transport } from "../transport/transport.ts";
import { SDK_VERSION } from "../version.ts";
import { ActiveRun } from "./active-run.ts";
import { cleanParams, cleanTags, invalid } from "./fields.ts";
import { loadNodeSide, type NodeSide } from "./node-side.ts";
import type { RunHandle, RunOptions } from "./options.ts";
import type { RunServer } from "./outbox.ts";
import { FLUSH_INTERVAL_MS } from "./writer.ts";

export interface StartDeps {
  runs: Runs;
  artifacts: Artifacts;
  connect(): Promise<{ transport: Transport; url: string; organization: string; workspace: string }>;
}

const HEARTBEAT_TIMEOUT_S = 120;
/** The server is waited for as often as the time of a call allows: a program may well start while it restarts. */
const PATIENT = { maxRetries: Number.POSITIVE_INFINITY };

/** Creates the run on the server, or in a journal, or takes one up; and makes the handle that logs to it. */
export async function startRun(options: RunOptions, deps: StartDeps): Promise<ActiveRun> {
  const node = loadNodeSide();
  const settings = node?.runSettings();
  const isOffline = options.offline ?? settings?.mode === "offline";
  const joined = settings?.runId;
  // A process that was started to log into a run of its parent; one that names a run of its own does not.
  if (joined && !options.id && !options.resume) {
    return attachRun(
      { run: joined, url: null, organization: null, workspace: null, journal: null },
      { ...options, offline: isOffline },
      deps,
    );
  }
  if (isOffline && !node)
    throw new ConfigurationError({ code: "not_configured", detail: "A run can be offline only where there are files." });
  const startedAt = new Date().toISOString();
  const environment = await environmentOf(options, node, settings?.diff);
  const id = typeof options.resume === "string" ? options.resume : (options.id ?? newRunId());
  const where = isOffline ? null : await deps.connect();
  const server = where && { ...serverOf(deps, where, id), url: where.url };
  const call = { ...server?.scope, signal: options.signal, ...PATIENT };
  let detail: RunDetail;
  if (options.resume) {
    if (!server) throw new ConfigurationError({ code: "not_configured", detail: "A run that is offline cannot be taken up again." });
    detail = await takeUp(options, deps.runs, id, environment, call);
  } else {
    const create = { ...createBody(options, id, environment, startedAt), ...(server ? {} : { created_at: startedAt }) };
    detail = server ? await deps.runs.create(create, call) : (node as NodeSide).offlineDetail(create);
    return begin(options, { node, detail, server, isOwner: true, create });
  }
  return begin(options, { node, detail, server, isOwner: true, create: null });
}

/** A handle on a run that another thread or process has started; params and tags are added to the run's. */
export async function attachRun(handle: RunHandle, options: RunOptions, deps: StartDeps): Promise<ActiveRun> {
  const run = await join(handle, options, deps);
  if (options.params) run.params(options.params);
  if (options.tags) run.tag(options.tags);
  return run;
}

async function join(handle: RunHandle, options: RunOptions, deps: StartDeps): Promise<ActiveRun> {
  const node = loadNodeSide();
  const isOffline = options.offline ?? handle.journal !== null;
  if (isOffline) {
    const create = createBody({ ...options, experiment: "" }, handle.run, {}, new Date().toISOString());
    return begin(options, {
      node,
      detail: (node as NodeSide).offlineDetail(create),
      server: null,
      isOwner: false,
      create: null,
      root: handle.journal,
    });
  }
  const where = await deps.connect();
  const organization = handle.organization ?? where.organization;
  const workspace = handle.workspace ?? where.workspace;
  const server = { ...serverOf(deps, { ...where, organization, workspace }, handle.run), url: where.url };
  const detail = await deps.runs.get(handle.run, { ...server.scope, signal: options.signal, ...PATIENT });
  return begin(options, { node, detail, server, isOwner: false, create: null });
}

interface Begin {
  node: NodeSide | null;
  detail: RunDetail;
  server: (RunServer & { url: string }) | null;
  isOwner: boolean;
  create: CreateRunInput | null;
  root?: string | null;
}

function begin(options: RunOptions, { node, detail, server, isOwner, create, root }: Begin): ActiveRun {
  const { heartbeatTimeoutS = HEARTBEAT_TIMEOUT_S, handleExit = true } = options;
  const writerId = newRunId().replace("run_", "w_");
  const { organization = null, workspace = null } = server?.scope ?? {};
  const journalRoot = root ?? node?.runSettings().journalRoot ?? null;
  const file = { run: detail.id, create: server ? null : create, name: detail.name, url: server?.url ?? null, organization, workspace };
  const hasJournal = node && journalRoot && (!server || options.journal !== false);
  const run: ActiveRun = new ActiveRun({
    detail,
    url: server ? server.url + path`/${organization ?? ""}/${workspace ?? ""}/runs/${detail.id}` : `${journalRoot}/${detail.id}`,
    writerId,
    isOwner,
    server,
    node,
    openJournal: hasJournal ? (writer = writerId) => node.openJournal(journalRoot, file, writer) : null,
    handle: { run: detail.id, url: server?.url ?? null, organization, workspace, journal: server ? null : journalRoot },
    maxBufferedPoints: options.maxBufferedPoints ?? BUFFERED_POINTS_MAX,
    flushIntervalMs: options.flushIntervalMs ?? FLUSH_INTERVAL_MS,
    // Three chances before the run counts as crashed.
    heartbeatMs: (heartbeatTimeoutS * 1000) / 3,
    onError: options.onError ?? ((error) => console.error(`Cairn: run ${detail.name}: ${redact(String(error))}`)),
  });
  if (handleExit) node?.remember(run);
  node?.record(run, options, { isOwner, createdAt: detail.created_at });
  if (server && hasJournal) {
    void node.sendLeftBehind(journalRoot, server, { url: server.url, organization: organization ?? "", workspace: workspace ?? "" });
  }
  return run;
}

function serverOf(
  { runs, artifacts }: StartDeps,
  { transport, organization, workspace }: { transport: Transport; organization: string; workspace: string },
  id: string,
): RunServer {
  const api = path`/api/v1/orgs/${organization}/workspaces/${workspace}/runs/${id}`;
  return { runs, artifacts, transport, scope: { organization, workspace }, path: api };
}

async function environmentOf(options: RunOptions, node: NodeSide | null, diff: RunOptions["diff"]): Promise<RunEnvironment> {
  if (options.environment !== undefined) return options.environment || {};
  if (!node) return { sdk: `typescript ${SDK_VERSION}`, runtime: runtimeName() };
  return node.captureEnvironment(options.diff ?? diff ?? "limited");
}

function createBody(options: RunOptions, id: string, environment: RunEnvironment, startedAt: string): CreateRunInput {
  const { experiment, name, group, parent, notes, inputs } = options;
  if (experiment === undefined) throw invalid("experiment", "required", "names the experiment of the run");
  return {
    ...said({ name, group, notes, parent: typeof parent === "object" ? parent.id : parent, inputs: inputs && [...inputs] }),
    id,
    experiment,
    params: cleanParams(options.params ?? {}),
    tags: cleanTags(options.tags ?? {}),
    environment,
    started_at: startedAt,
    heartbeat_timeout_s: options.heartbeatTimeoutS ?? HEARTBEAT_TIMEOUT_S,
  };
}

/** Goes on with a run that exists, as its next attempt when it has ended. */
async function takeUp(options: RunOptions, runs: Runs, id: string, environment: RunEnvironment, call: object): Promise<RunDetail> {
  const before = await runs.get(id, call);
  const { params = {}, tags = {}, notes, name, group } = options;
  const change = { ...said({ notes, name, group }), params: cleanParams(params), tags: cleanTags(tags) };
  // What was recorded before stays where this process records nothing.
  const found = options.environment === false ? {} : { environment };
  if (before.status === "running") return runs.update(id, { ...change, ...found }, call);
  try {
    await runs.start(id, found, call);
  } catch (error) {
    // Started meanwhile, by an earlier try whose answer was lost.
    if (!CairnError.isCairnError(error, "illegal_transition")) throw error;
  }
  return runs.update(id, change, call);
}

/** Only what is said. */
type Said<T> = { [K in keyof T]: Exclude<T[K], null | undefined> };
const said = <T extends object>(fields: T) => Object.fromEntries(Object.entries(fields).filter((one) => one[1] != null)) as Said<T>;
