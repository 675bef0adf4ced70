// Will it rain tomorrow? Loads, cleans, splits, sweeps, selects and reports; what is there already is not computed again.
//   node examples/pipeline/main.ts --runner threads --city Seattle --root .cairn/tasks --concurrency 4
import { parseArgs } from "node:util";
import { type BuildOptions, build, configureTasks, inProcess, type Runner, sequential } from "@cairn/sdk/tasks";
import { processes, threads } from "@cairn/sdk/tasks/node";
import { reportOf } from "./tasks.ts";
import { CITIES } from "./weather.ts";

/** On workers of any number of machines; BullMQ is loaded only where it is asked for. */
async function queued(): Promise<Runner> {
  const { bullmq } = await import("@cairn/sdk/tasks/bullmq");
  return bullmq({ url: process.env.REDIS_URL ?? "redis://127.0.0.1:6379" });
}

const RUNNERS: { readonly [name: string]: () => Runner | Promise<Runner> } = {
  sequential,
  "in-process": inProcess,
  threads,
  processes,
  bullmq: queued,
};

const { values } = parseArgs({
  options: {
    runner: { type: "string", default: process.env.CAIRN_RUNNER ?? "in-process" },
    city: { type: "string", multiple: true, default: [...CITIES] },
    root: { type: "string" },
    concurrency: { type: "string" },
    "dry-run": { type: "boolean", default: false },
  },
});

function refuse(flag: string, rule: string): never {
  console.error(`--${flag} must be ${rule}`);
  process.exit(2);
}

const runner = RUNNERS[values.runner] ?? refuse("runner", `one of ${Object.keys(RUNNERS).join(", ")}`);
const cities = values.city.map((name) => CITIES.find((city) => city === name) ?? refuse("city", `one of ${CITIES.join(", ")}`));
const concurrency = values.concurrency === undefined ? null : Number(values.concurrency);
if (concurrency !== null && !(Number.isInteger(concurrency) && concurrency > 0)) refuse("concurrency", "a whole number from 1");
if (values.root !== undefined) configureTasks({ root: values.root });

const reports = cities.map(reportOf);
const options: BuildOptions = { runner: await runner(), dryRun: values["dry-run"], ...(concurrency === null ? {} : { concurrency }) };
const { status, succeeded, reused, failures } = await build(reports, options);
for (const { task, failure } of failures) console.error(`${task.type.name} ${task.id.slice(0, 8)}: ${failure.message}`);
if (!values["dry-run"]) {
  for (const one of reports) if (await one.exists()) console.log(await one.load());
  console.error(`${status}: ${succeeded} computed, ${reused} reused.`);
}
process.exitCode = status === "success" ? 0 : 1;
