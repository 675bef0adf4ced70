// `node --import …/sources.mjs program.ts`: the SDK's sources instead of its built package, in the program and in its threads and processes.
import { registerHooks } from "node:module";

const ENTRIES = {
  "@cairn/sdk": "index.ts",
  "@cairn/sdk/tasks": "tasks/index.ts",
  "@cairn/sdk/tasks/bullmq": "tasks/bullmq/index.ts",
  "@cairn/sdk/tasks/node": "tasks/node/index.ts",
};

registerHooks({
  resolve(specifier, context, next) {
    const source = ENTRIES[specifier];
    return source ? { url: new URL(`../src/${source}`, import.meta.url).href, shortCircuit: true } : next(specifier, context);
  },
});
