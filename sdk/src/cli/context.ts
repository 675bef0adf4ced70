import type { Readable } from "node:stream";
import type { Cairn } from "../client.ts";
import { checkHost, envToken, tokenSource } from "../config/client-options.ts";
import type { Fetch } from "../config/credentials/oauth.ts";
import { type CredentialStore, credentialStore } from "../config/credentials/store.ts";
import type { Machine } from "../config/paths.ts";
import { type Flags, type ResolvedConfig, resolveSettings } from "../config/resolve.ts";
import { DEFAULT_HOST } from "../config/settings.ts";
import { Credentials } from "../transport/credentials.ts";
import { EXIT } from "./exit-codes.ts";
import { Failure } from "./failure.ts";
import { loggedFetch } from "./http-log.ts";
import { Output, type Sink } from "./output.ts";
import { type Prompts, terminalPrompts } from "./prompts.ts";

/** What the command line needs of its process; tests pass their own. */
export interface Io {
  machine: Machine;
  stdin: Readable & { isTTY?: boolean };
  stdout: Sink;
  stderr: Sink & NodeJS.WritableStream;
  fetch: Fetch;
  signal: AbortSignal;
  /** Leaves Ctrl-C to the command: it ends its work in good order and then the process. */
  yieldSignals?: () => void;
}

/** Everything one invocation works with. */
export class Context {
  readonly io: Io;
  readonly flags: Flags;
  readonly config: ResolvedConfig;
  readonly out: Output;
  readonly fetch: Fetch;
  readonly store: CredentialStore;
  #credentials: Credentials | null = null;

  constructor(io: Io, flags: Flags, options: { forgiveProfile?: boolean } = {}) {
    this.io = io;
    this.flags = flags;
    this.config = resolveSettings(io.machine, flags, options);
    const { output, quiet, color, debug, no_keychain } = this.config.settings;
    this.out = new Output(io.stdout, io.stderr, {
      json: output?.value === "json",
      quiet: quiet?.value ?? false,
      color: color?.value ?? "auto",
      env: io.machine.env,
    });
    this.fetch = debug?.value ? loggedFetch(io.fetch, this.out) : io.fetch;
    this.store = credentialStore(io.machine, { noKeychain: no_keychain?.value ?? false });
  }

  get host(): string {
    return this.config.settings.host?.value ?? DEFAULT_HOST;
  }

  get org(): string | undefined {
    return this.config.settings.org?.value;
  }

  get workspace(): string | undefined {
    return this.config.settings.workspace?.value;
  }

  /** Whether somebody can be asked: both ends are a terminal, nothing forbids it, and this is no build server. */
  get canAsk(): boolean {
    const { env } = this.io.machine;
    return Boolean(this.io.stdin.isTTY && this.io.stderr.isTTY) && !this.config.settings.no_input?.value && !env.CI && env.TERM !== "dumb";
  }

  get prompts(): Prompts {
    return terminalPrompts({
      input: this.io.stdin,
      output: this.io.stderr as NodeJS.WritableStream as import("node:stream").Writable,
      signal: this.io.signal,
    });
  }

  /** The variable whose token shadows whatever is stored. */
  get envToken() {
    return envToken(this.config);
  }

  /** The client for the chosen server. Throws Failure (exit 4) when nothing on this machine speaks for anybody there. */
  async client(): Promise<Cairn> {
    checkHost(this.config);
    const source = tokenSource(this.io.machine, this.config, this.fetch);
    if (!source) throw new Failure(EXIT.auth, `You are not signed in to ${this.host}.`, this.loginCommand);
    return this.clientWith(source.token);
  }

  /** The token to send now, renewed when it is near its end; null when there is none. */
  async token(): Promise<string | null> {
    this.#credentials ??= new Credentials(tokenSource(this.io.machine, this.config, this.fetch)?.token ?? { get: async () => null });
    return this.#credentials.token();
  }

  /** A client for the chosen server that speaks with a given token. */
  async clientWith(token: Parameters<typeof import("./client.ts").makeClient>[1]): Promise<Cairn> {
    const { makeClient } = await import("./client.ts");
    return makeClient(this, token);
  }

  /** The login command that leads back to this server. */
  get loginCommand(): string {
    const { source } = this.config.settings.host ?? {};
    return source?.kind === "flag" ? `cairn login --host ${this.host}` : "cairn login";
  }
}
