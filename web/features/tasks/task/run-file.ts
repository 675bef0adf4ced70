/** A file, or a folder, among those of a run. */
export interface RunFile {
  run: string;
  path: string;
}

/** Reads `cairn://run_…/path`, as outputs have it that lie in files of a run; null for other addresses. */
export function runFileOf(uri: string): RunFile | null {
  const [, run, path] = /^cairn:\/\/(run_[0-9a-z-]+)\/(.+)$/.exec(uri) ?? [];
  return run && path ? { run, path } : null;
}
