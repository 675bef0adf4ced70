// The stack with the benchmarks' own api Worker (worker.ts), in a process of its own.

import { startStack } from "../../scripts/stack/stack.ts";
import { readStartSettings } from "../../scripts/start/settings.ts";
import { benchBundle } from "./bench-worker.ts";

const settings = readStartSettings(["--no-demo", "--no-build"], process.env);
const stack = await startStack({
  ...settings,
  apiOnly: !process.argv.includes("--pages"),
  apiBundle: benchBundle,
  // As many requests as the machine takes: the limits of an organization are not what is measured.
  vars: {
    CAIRN_RATE_ORGANIZATION: "1000000000",
    CAIRN_RATE_KEY: "1000000000",
    CAIRN_RATE_QUERIES: "1000000000",
    CAIRN_RATE_SIGN_IN: "1000000",
  },
  onLog: (log) => log.level === "error" && console.error(log.message),
});
console.log(`Ready on ${stack.origin}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stack.close().then(() => process.exit(0)));
