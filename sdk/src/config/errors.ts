/** What is wrong with the configuration of this machine. */
export type ConfigProblem =
  | "invalid_setting"
  | "invalid_file"
  | "unknown_setting"
  | "not_settable"
  | "unknown_profile"
  | "unknown_host"
  | "already_exists"
  | "untrusted_host"
  | "insecure_host"
  | "keychain_unavailable"
  | "lock_timeout";

/** A setting, file or stored credential on this machine stands in the way; the message says what to do. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code: ConfigProblem;
  /** A command or step that leads out. */
  readonly next: string | undefined;

  constructor(code: ConfigProblem, message: string, next?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.next = next;
  }
}
