import type { FinishRun, RunEnvironment, RunReference } from "../schema/index.ts";
import type { ParamInput } from "./fields.ts";

/**
 * How a run is started.
 *
 * @example await cairn.run({ experiment: "penguins", params: { learning_rate: 0.05 }, tags: { team: "vision" } });
 */
export interface RunOptions {
  /** Name of the experiment; it is made when it does not exist. Needed unless the run exists. */
  experiment?: string | undefined;
  /** Nested objects become names with dots, arrays JSON text, dates ISO text. */
  params?: Readonly<Record<string, ParamInput>> | undefined;
  /** A friendly one is made when left out. */
  name?: string | undefined;
  tags?: Readonly<Record<string, string | undefined>> | undefined;
  /** Markdown. */
  notes?: string | undefined;
  /** Runs of one group are shown together. */
  group?: string | undefined;
  /** The run that this one is a part of, or its id. */
  parent?: string | { readonly id: string } | undefined;
  /** What the run reads. */
  inputs?: readonly (Partial<RunReference> & { name: string })[] | undefined;
  /** Id of the run, to know it beforehand: see `newRunId()`. */
  id?: string | undefined;
  /** Goes on with a run that exists, by its id or with `true` by `id`: one that has ended starts its next attempt, steps go on after its last. */
  resume?: boolean | string | undefined;
  organization?: string | undefined;
  workspace?: string | undefined;
  /** What to record of the machine; `false` records nothing; found out when left out. */
  environment?: RunEnvironment | false | undefined;
  /**
   * The diff of changes to tracked files that are not committed: `limited` leaves one above 50 kB out and says so, `any size` takes up to
   * 400 kB, `require` refuses to start the run without it, `none` records none. `limited`, or the setting `diff`, when left out.
   */
  diff?: "limited" | "any size" | "require" | "none" | undefined;
  /** Whether to keep what the program prints, with its uncaught errors; true when left out, except in worker threads and browsers. */
  console?: boolean | undefined;
  /** How often CPU, memory, disk, network and GPUs are measured, in seconds; 10 when left out; `false` never. */
  system?: { intervalS?: number | undefined } | false | undefined;
  /** Writes the run to a journal on this machine instead of to the server; `cairn sync` sends it. */
  offline?: boolean | undefined;
  /** Whether to keep on disk what the server does not take at the moment; true when left out. Browsers have no journal. */
  journal?: boolean | undefined;
  /** `join`: `cairn.run()` in child processes logs into this run. `apart`, when left out: it makes runs of its own. */
  children?: "join" | "apart" | undefined;
  /** Silent for longer, the run counts as crashed; in seconds, 10–86,400; 120 when left out. */
  heartbeatTimeoutS?: number | undefined;
  /** Points that may wait in memory (32 characters of text count as one); 1,000,000 when left out. */
  maxBufferedPoints?: number | undefined;
  /** Points go out at the latest after this time, in ms; 500 when left out. */
  flushIntervalMs?: number | undefined;
  /** Whether to end the run when the process ends without `finish()`; true when left out. */
  handleExit?: boolean | undefined;
  /** Told when the server refuses points for good, a file cannot be sent, or the disk of the journal is full. */
  onError?: ((error: unknown) => void) | undefined;
  /** Ends the start of the run. */
  signal?: AbortSignal | undefined;
}

/**
 * How a run ends.
 *
 * @example await run.finish({ status: "cancelled" });
 */
export interface FinishOptions {
  /** `finished` when left out, or `failed` when there is an error. */
  status?: FinishRun["status"] | undefined;
  /** What went wrong: text, or an error whose stack is kept. */
  error?: unknown;
}

/**
 * Step and moment of points.
 *
 * @example run.log({ loss: 0.3 }, { step: 120, time: new Date() });
 */
export interface LogOptions {
  /** A whole number; the last step + 1 when left out. */
  step?: number | undefined;
  /** When it was measured: Unix time in ms or a Date; now when left out. */
  time?: number | Date | undefined;
}

/**
 * Step and caption of an image, a table or a text.
 *
 * @example await run.image("samples", "out.png", { step: 120, caption: "after 120 steps" });
 */
export interface MediaOptions {
  /** A whole number; the step of the last `log()`, else 0, when left out. */
  step?: number | undefined;
  caption?: string | undefined;
}

/**
 * Where a file goes, and how.
 *
 * @example await run.artifact("checkpoints", { path: "model", onProgress: ({ sentBytes, totalBytes }) => show(sentBytes / totalBytes) });
 */
export interface ArtifactOptions {
  /** Where it lies in the run; the name of the file or folder when left out. Bytes and streams need one. */
  path?: string | undefined;
  /** Media type of a single file; by its ending when left out. */
  contentType?: string | undefined;
  /** Requests under way at once; 4 when left out. */
  concurrency?: number | undefined;
  onProgress?: ((progress: { sentBytes: number; totalBytes: number; files: number }) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * What another thread or process needs to log into a run; can be passed to a Worker. It holds no credential.
 *
 * @example new Worker("./part.js", { workerData: run.handle }); // there: await cairn.attach(workerData)
 */
export interface RunHandle {
  run: string;
  url: string | null;
  organization: string | null;
  workspace: string | null;
  /** Folder of the journals, for a run that is offline. */
  journal: string | null;
}
