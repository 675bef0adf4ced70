import { loadNodeSide } from "../../run/node-side.ts";
import { runtimeName } from "../../runtime.ts";
import type { RunEnvironment } from "../../schema/index.ts";
import { SDK_VERSION } from "../../version.ts";

let captured: Promise<RunEnvironment> | null = null;

/**
 * Where, how and from which code this program runs: found out once, since what was loaded does not change with the files.
 * @throws ValidationError when the setting `diff` requires changes that are not committed, and they cannot be recorded.
 */
export function programEnvironment(): Promise<RunEnvironment> {
  captured ??= capture();
  return captured;
}

/** Whether nothing may start before it is known what the code is. */
export const isDiffRequired = (): boolean => loadNodeSide()?.runSettings().diff === "require";

async function capture(): Promise<RunEnvironment> {
  const node = loadNodeSide();
  if (!node) return { sdk: `typescript ${SDK_VERSION}`, runtime: runtimeName() };
  return node.captureEnvironment(node.runSettings().diff ?? "limited");
}
