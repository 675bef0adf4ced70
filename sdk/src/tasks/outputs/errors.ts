import { CairnError, ValidationError } from "../../errors.ts";

/** Where a storage failed, and what helps. */
export interface StorageTrouble {
  /** Of the storage, e.g. `s3://bucket/prefix`. */
  uri: string;
  path: string;
  /** What was tried, e.g. `write`. */
  action: string;
  /** What went wrong, as part of a sentence. */
  reason: string;
  /** What the reader can do about it. */
  advice: string;
  cause?: unknown;
}

/**
 * A storage did not do what was asked: no access, disk full, no answer. Nothing half-written is visible.
 *
 * @example if (error instanceof StorageError) console.error(error.uri, error.path, error.advice);
 */
export class StorageError extends CairnError {
  override name = "StorageError";
  readonly uri: string;
  readonly path: string;
  readonly advice: string;

  constructor({ uri, path, action, reason, advice, cause }: StorageTrouble) {
    super({ code: "storage_failed", detail: `Cannot ${action} ${path || "/"} in ${uri}: ${reason}. ${advice}`, cause });
    this.uri = uri;
    this.path = path;
    this.advice = advice;
  }
}

/**
 * What lies in the place of a task's output is not what its done marker says.
 *
 * @example if (error instanceof OutputDamagedError) await target.remove(); // computed anew by the next build
 */
export class OutputDamagedError extends CairnError {
  override name = "OutputDamagedError";
  /** Name and id of the task. */
  readonly task: string;
  /** Full address of what is damaged. */
  readonly uri: string;

  constructor(facts: { task: string; uri: string; reason: string; cause?: unknown }) {
    const { task, uri, reason, cause } = facts;
    super({
      code: "output_damaged",
      detail: `The output of ${task} at ${uri} is damaged: ${reason}. Invalidate the task, so that it is computed anew.`,
      cause,
    });
    this.task = task;
    this.uri = uri;
  }
}

/**
 * A task has no output yet.
 *
 * @example if (error instanceof OutputMissingError) await build([task]);
 */
export class OutputMissingError extends CairnError {
  override name = "OutputMissingError";
  readonly task: string;

  constructor(facts: { task: string; uri: string }) {
    super({
      code: "output_missing",
      detail: `${facts.task} has no output at ${facts.uri}: it was never computed, or taken back. Build the task first.`,
    });
    this.task = facts.task;
  }
}

/** A value or a setting that breaks a rule; `path` names the field. */
export function invalid(path: string, rule: string, message: string): ValidationError {
  return new ValidationError({ code: "invalid_output", detail: `${path}: ${message}`, errors: [{ path, rule, message }] });
}
