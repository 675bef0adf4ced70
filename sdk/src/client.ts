import { ConfigurationError } from "./errors.ts";
import type { Requester, ResourceRequest } from "./requester.ts";
import { Artifacts } from "./resources/artifacts.ts";
import { Audit } from "./resources/audit.ts";
import { Authorizations } from "./resources/authorizations.ts";
import { Builds } from "./resources/builds.ts";
import { Device } from "./resources/device.ts";
import { Events } from "./resources/events.ts";
import { Experiments } from "./resources/experiments.ts";
import { Invitations } from "./resources/invitations.ts";
import { Keys } from "./resources/keys.ts";
import { Me } from "./resources/me.ts";
import { Members } from "./resources/members.ts";
import { Organizations } from "./resources/organizations.ts";
import { Runs } from "./resources/runs.ts";
import { ServiceAccounts } from "./resources/service-accounts.ts";
import { System } from "./resources/system.ts";
import { TargetRoots } from "./resources/target-roots.ts";
import { Tasks } from "./resources/tasks.ts";
import { Usage } from "./resources/usage.ts";
import { Views } from "./resources/views.ts";
import { Webhooks } from "./resources/webhooks.ts";
import { Workspaces } from "./resources/workspaces.ts";
import type { ActiveRun } from "./run/active-run.ts";
import type { RunHandle, RunOptions } from "./run/options.ts";
import type { StartDeps } from "./run/start.ts";
import { quietly } from "./runtime.ts";
import { type ClientSettings, resolveSettings } from "./settings.ts";
import { Call } from "./transport/call.ts";
import { Credentials, type TokenSource } from "./transport/credentials.ts";
import { path } from "./transport/path.ts";
import { type Exchange, Transport } from "./transport/transport.ts";

/**
 * How a client is made. Without `url` it uses the settings of the machine: environment, project file, `cairn login`.
 *
 * @example new Cairn({ url: "https://cairn.example.org", token: key, organization: "acme", workspace: "vision" });
 */
export interface CairnOptions {
  /** Address of the server, e.g. `https://cairn.example.org`. */
  url?: string | undefined;
  /** API key or access token, or where to get one. Left out in a browser: the session cookie counts. */
  token?: string | TokenSource | undefined;
  /** Slug or id that calls below an organization use. */
  organization?: string | undefined;
  /** Slug or id that calls below a workspace use. */
  workspace?: string | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  /** Time for one call, retries included, in ms; 60,000 when left out. */
  timeoutMs?: number | undefined;
  /** How often a failed attempt is repeated; 4 when left out. */
  maxRetries?: number | undefined;
  /** Sent with every request. */
  headers?: Record<string, string> | undefined;
  /** Whether a browser sends cookies to another origin. */
  credentials?: RequestCredentials | undefined;
  /** Told of each attempt: never a header, never a body. */
  onExchange?: ((exchange: Exchange) => void) | undefined;
}

interface Connection {
  settings: ClientSettings;
  transport: Transport;
}

/**
 * A client of Cairn.
 *
 * @example
 * const cairn = new Cairn({ url: "https://cairn.example.org", token: process.env.KEY, organization: "acme", workspace: "vision" });
 * for await (const run of cairn.runs.list({ status: "running" })) console.log(run.name);
 */
export class Cairn {
  readonly me: Me;
  readonly organizations: Organizations;
  readonly members: Members;
  readonly invitations: Invitations;
  readonly serviceAccounts: ServiceAccounts;
  readonly keys: Keys;
  readonly audit: Audit;
  readonly workspaces: Workspaces;
  readonly targetRoots: TargetRoots;
  readonly device: Device;
  readonly authorizations: Authorizations;
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly artifacts: Artifacts;
  readonly tasks: Tasks;
  readonly builds: Builds;
  readonly usage: Usage;
  readonly views: Views;
  readonly events: Events;
  readonly webhooks: Webhooks;
  readonly system: System;
  readonly #options: CairnOptions;
  #connection: Promise<Connection> | null = null;

  constructor(options: CairnOptions = {}) {
    this.#options = options;
    const requester: Requester = { call: (request) => new Call(this.#send(request)) };
    this.me = new Me(requester);
    this.organizations = new Organizations(requester);
    this.members = new Members(requester);
    this.invitations = new Invitations(requester);
    this.serviceAccounts = new ServiceAccounts(requester);
    this.keys = new Keys(requester);
    this.audit = new Audit(requester);
    this.workspaces = new Workspaces(requester);
    this.targetRoots = new TargetRoots(requester);
    this.device = new Device(requester);
    this.authorizations = new Authorizations(requester);
    this.experiments = new Experiments(requester);
    this.runs = new Runs(requester);
    this.artifacts = new Artifacts(requester);
    this.tasks = new Tasks(requester);
    this.builds = new Builds(requester);
    this.usage = new Usage(requester);
    this.views = new Views(requester);
    this.events = new Events(requester);
    this.webhooks = new Webhooks(requester, "organization");
    this.system = new System(requester);
  }

  /**
   * The same client with some options changed.
   *
   * @example const audio = cairn.with({ workspace: "audio" });
   */
  with(options: CairnOptions): Cairn {
    return new Cairn({ ...this.#options, ...options });
  }

  /**
   * Starts a run and returns its handle, to which a program logs.
   *
   * @example
   * const run = await cairn.run({ experiment: "penguins", params: { learning_rate: 0.05 } });
   * for (let step = 0; step < 400; step++) run.log({ loss: train(step) }, { step });
   * await run.finish();
   * @throws CairnError when the run cannot be created.
   */
  async run(options: RunOptions): Promise<ActiveRun> {
    // Who only reads, as pages do, does not load what logs.
    const { startRun } = await import("./run/start.ts");
    return startRun(options, this.#startDeps(options));
  }

  /**
   * A handle on a run that another thread or process has started and will end: its `finish()` only sends what is left.
   *
   * @example const run = await cairn.attach(workerData); // in a Worker made with { workerData: run.handle }
   * @throws CairnError when there is no such run.
   */
  async attach(handle: RunHandle, options: Omit<RunOptions, "experiment" | "id" | "resume" | "children"> = {}): Promise<ActiveRun> {
    const { attachRun } = await import("./run/start.ts");
    return attachRun(handle, options, this.#startDeps(options));
  }

  #startDeps({ organization, workspace }: RunOptions): StartDeps {
    const connect = async () => {
      const { settings, transport } = await this.#connect();
      return { transport, url: transport.settings.url, ...this.#scope(settings, { organization, workspace }) };
    };
    return { runs: this.runs, artifacts: this.artifacts, connect };
  }

  /**
   * Any request below /api/v1, for what has no method here.
   *
   * @example const document = await cairn.request({ method: "GET", at: "root", path: "/openapi.json" });
   */
  request<T = unknown>(request: ResourceRequest): Call<T> {
    return new Call(this.#send<T>(request));
  }

  /**
   * Environment variables under which `new Cairn()` in another process is this client, as far as the program said more than the machine's
   * settings do. They hold its key: give them to a child's environment, never to a command line.
   *
   * @throws ConfigurationError for what has no words: a `fetch`, `headers` or a token source of its own, an address without a token
   * @example fork("child.js", { env: { ...process.env, ...cairn.variables() } });
   */
  variables(): Record<string, string> {
    const { url, token, organization, workspace, fetch, headers = {} } = this.#options;
    const unsaid = {
      "a fetch of its own": fetch !== undefined,
      "headers of its own": Object.keys(headers).length > 0,
      "a token that a function gives": typeof token === "object",
      "an address without a token": url !== undefined && token === undefined,
    };
    const problem = Object.entries(unsaid).find(([, is]) => is)?.[0];
    if (problem !== undefined) {
      throw new ConfigurationError({
        code: "not_configured",
        detail: `This client has ${problem}, which another process cannot be given. Make it with url and token, or let it use the machine's settings: new Cairn().`,
      });
    }
    const said = { CAIRN_URL: url, CAIRN_TOKEN: token, CAIRN_ORG: organization, CAIRN_WORKSPACE: workspace };
    return Object.fromEntries(Object.entries(said).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
  }

  #connect(): Promise<Connection> {
    this.#connection ??= this.#open().catch((error) => {
      // The next call tries again: somebody may have signed in meanwhile.
      this.#connection = null;
      throw error;
    });
    return this.#connection;
  }

  async #open(): Promise<Connection> {
    const { fetch, timeoutMs = 60_000, maxRetries = 4, headers = {}, credentials, onExchange } = this.#options;
    const settings = await resolveSettings(this.#options);
    const transport = new Transport({
      url: settings.url.replace(/\/+$/, ""),
      credentials: settings.token === null ? null : new Credentials(settings.token),
      fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)),
      timeoutMs,
      maxRetries,
      headers,
      credentialsMode: credentials ?? null,
      // What it prints is no part of a run's log: sending that would call it again.
      onExchange: onExchange ? (exchange) => quietly(() => onExchange(exchange)) : null,
    });
    return { settings, transport };
  }

  /** Organization and workspace of a call: its own, else the client's. */
  #scope(settings: ClientSettings, said: { organization?: string | undefined; workspace?: string | undefined } = {}) {
    return { organization: said.organization ?? settings.organization ?? "", workspace: said.workspace ?? settings.workspace ?? "" };
  }

  async #send<T>(request: ResourceRequest) {
    const { at, options } = request;
    const { settings, transport } = await this.#connect();
    const { organization, workspace } = this.#scope(settings, options);
    let prefix = "/api/v1";
    if (at !== "root") prefix += path`/orgs/${named("organization", organization)}`;
    if (at === "workspace") prefix += path`/workspaces/${named("workspace", workspace)}`;
    return transport.send<T>({ ...request, path: prefix + request.path });
  }
}

function named(kind: "organization" | "workspace", value: string): string {
  if (value) return value;
  const [variable, noun] = kind === "workspace" ? ["CAIRN_WORKSPACE", "workspace"] : ["CAIRN_ORG", "org"];
  throw new ConfigurationError({
    code: "not_configured",
    detail: `No ${kind} is set. Pass { ${kind}: "…" } to the call or to new Cairn(), set ${variable}, or run \`cairn ${noun} use\`.`,
  });
}
