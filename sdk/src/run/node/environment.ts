import os from "node:os";
import { runtimeName } from "../../runtime.ts";
import type { RunEnvironment } from "../../schema/index.ts";
import { redact } from "../../transport/redact.ts";
import { SDK_VERSION } from "../../version.ts";
import { captureGit, type DiffMode } from "./git.ts";
import { queryGpus } from "./gpu.ts";
import { findPackages } from "./packages.ts";

/**
 * Where and how this program runs. Every part is left out where it cannot be known.
 * @throws ValidationError when the diff is required and cannot be recorded.
 */
export async function captureEnvironment(diff: DiffMode): Promise<RunEnvironment> {
  const { platform, arch, pid } = process;
  const environment: RunEnvironment = {
    sdk: `typescript ${SDK_VERSION}`,
    runtime: runtimeName(),
    platform: `${platform} ${arch} ${os.release()}`.slice(0, 100),
    pid,
  };
  const set = (fill: () => RunEnvironment) => {
    try {
      Object.assign(environment, fill());
    } catch {
      // Not every machine answers every question, e.g. a user id without a name.
    }
  };
  set(() => ({ command: redact(process.argv.join(" ")).slice(0, 4_000) }));
  set(() => ({ working_directory: process.cwd().slice(0, 4_000) }));
  set(() => ({ host: os.hostname().slice(0, 255) }));
  set(() => ({ user: os.userInfo().username.slice(0, 255) }));
  set(() => ({ cpu_count: os.availableParallelism(), memory_bytes: os.totalmem() }));
  set(() => {
    const model = os.cpus()[0]?.model.trim().slice(0, 255);
    return model ? { cpu_model: model } : {};
  });
  set(() => {
    const packages = findPackages(process.argv[1] ?? process.cwd());
    return packages ? { packages } : {};
  });
  const [git, gpus] = await Promise.all([captureGit(diff), queryGpus()]);
  if (git) environment.git = git;
  if (gpus.length > 0)
    environment.gpus = gpus.map(({ name, memoryTotal }) => ({ name, ...(memoryTotal === null ? {} : { memory_bytes: memoryTotal }) }));
  return environment;
}
