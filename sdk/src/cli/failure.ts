import { EXIT, type ExitCode } from "./exit-codes.ts";

/** The command cannot go on; `next` is the command or step that leads out. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exit: ExitCode;
  readonly next: string | undefined;
  /** Further lines, shown below the message as they are. */
  readonly details: readonly string[];

  constructor(exit: ExitCode, message: string, next?: string, options: ErrorOptions & { details?: readonly string[] } = {}) {
    super(message, options);
    this.details = options.details ?? [];
    this.exit = exit;
    this.next = next;
  }
}

/** The person pressed Ctrl-C or cancelled a question. */
export class Interrupted extends Failure {
  constructor() {
    super(EXIT.interrupted, "Stopped.");
  }
}

/** The command line does not say what is needed. */
export const usage = (message: string, next?: string, details: readonly string[] = []) =>
  new Failure(EXIT.usage, message, next, { details });
