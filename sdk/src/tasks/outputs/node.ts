import { nodeProcess } from "../../runtime.ts";
import { invalid } from "./errors.ts";

/** Modules of Node, Bun and Deno that outputs need. They are asked for at run time, so that bundles for browsers and Workers load. */
export interface NodeModules {
  readonly process: NodeJS.Process;
  readonly fs: typeof import("node:fs/promises");
  /** The calls that wait. */
  readonly now: typeof import("node:fs");
  readonly path: typeof import("node:path");
  readonly url: typeof import("node:url");
  readonly os: typeof import("node:os");
}

/**
 * @param what needs them, for the error
 * @throws ValidationError in browsers and Workers
 */
export function nodeModules(what: string): NodeModules {
  const process = nodeProcess();
  if (!process)
    throw invalid(what, "runtime", "needs a file system, which browsers and Workers do not have; use memory or an object store");
  const of = <T>(name: string): T => process.getBuiltinModule(name) as T;
  return { process, fs: of("node:fs/promises"), now: of("node:fs"), path: of("node:path"), url: of("node:url"), os: of("node:os") };
}
