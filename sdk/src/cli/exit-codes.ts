/** What the exit code of `cairn` says. A promise to scripts: codes are added, never changed. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  auth: 4,
  permission: 5,
  conflict: 6,
  rateLimited: 7,
  pending: 8,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Each code with its meaning, for help and documentation. */
export const EXIT_MEANINGS: readonly [ExitCode, string][] = [
  [EXIT.ok, "Done"],
  [EXIT.failure, "Something failed; the message says what"],
  [EXIT.usage, "The command, a setting or a value is not valid, or an answer is needed and nobody can be asked"],
  [EXIT.notFound, "There is no such thing, or none that you may see"],
  [EXIT.auth, "Not signed in, or the credential expired or was revoked"],
  [EXIT.permission, "Your role or your key does not allow this"],
  [EXIT.conflict, "The present state does not allow this, or it already exists"],
  [EXIT.rateLimited, "Too many requests"],
  [EXIT.pending, "It was not finished in time"],
  [EXIT.interrupted, "Stopped by Ctrl-C"],
  [EXIT.terminated, "A build that was told to end (SIGTERM)"],
];
