import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { sdkTarball } from "../../build/steps.ts";
import { root } from "../../stack/paths.ts";

/** The package is ESM only, and exports maps are not known to TypeScript's oldest resolution mode: both on purpose. */
const accepted = new Set(["CJSResolvesToESM"]);
const acceptedResolution = "node10";

/** Checks the packed SDK with publint and attw as its users' tools would read it. Throws with one line per finding. */
export async function checkSdkPackage(): Promise<string> {
  const bytes = new Uint8Array(readFileSync(sdkTarball));
  const { messages } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  const manifest: Record<string, unknown> = JSON.parse(readFileSync(join(root, "sdk/package.json"), "utf8"));
  const lint = messages.map((message) => `publint: ${formatMessage(message, manifest, { color: false }) ?? message.code}`);
  const analysis = await checkPackage(createPackageFromTarballData(bytes));
  if (!analysis.types) throw new Error("The packed SDK has no types");
  const types = analysis.problems
    .filter((problem) => !accepted.has(problem.kind) && !("resolutionKind" in problem && problem.resolutionKind === acceptedResolution))
    .map((problem) => `attw: ${JSON.stringify(problem)}`);
  if (lint.length + types.length > 0) throw new Error([...lint, ...types].join("\n"));
  return `${(bytes.length / 1024).toFixed(0)} KiB packed`;
}
