// A program that logs until it is told or killed. Run by the journal's tests with the environment that says where to:
//   node journal-program.ts HOW [COUNT]
import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { cairn } from "../../src/index.ts";

const [how = "", count = "1000"] = process.argv.slice(2);
const options = { experiment: "journal", environment: false, system: false, flushIntervalMs: 5 } as const;
const run = await cairn.run({ ...options, params: { how } });
console.log(`run ${run.id}`);

/** Logs forever and says after each flush how far it is. */
async function forever(): Promise<never> {
  for (let step = 0; ; step++) {
    run.log({ loss: step, half: step / 2 }, { step });
    if (step % 200 === 0) await turn();
    if (step % 5_000 === 4_999) process.stdout.write(`logged ${step}\n`);
  }
}

switch (how) {
  case "whole": {
    for (let step = 0; step < Number(count); step++) run.log({ loss: step, half: step / 2 }, { step });
    run.tag({ stage: "test" });
    run.summary({ best: 1 });
    await run.notes("# Notes");
    await run.finish();
    break;
  }
  case "media": {
    void run.text("sample", "Once upon a time");
    await run.artifact(Buffer.from("weights"), { path: "model/weights.bin" });
    await run.finish();
    break;
  }
  case "artifacts": {
    process.once("SIGUSR2", () => {
      for (const file of count.split(",")) void run.artifact(file);
      void run.artifact(Buffer.from("in memory"), { path: "bytes.bin" });
    });
    setInterval(() => {}, 60_000);
    break;
  }
  case "forever":
    await forever();
    break;
  case "exit": {
    await run.text("sample", "said at the end");
    run.log({ loss: 0 }, { step: 0 });
    process.stdout.write("no line break");
    process.exit(3);
    break;
  }
  case "full": {
    // More than the disk takes; the program itself must not fail by it.
    const alive = setInterval(() => {}, 60_000);
    if (count === "when told") await once(process, "SIGUSR2");
    clearInterval(alive);
    for (let i = 0; i < 60; i++) {
      for (let step = 0; step < 2_000; step++) run.log({ loss: i * 2_000 + step }, { step: i * 2_000 + step });
      await turn();
    }
    await run.finish().catch((error: unknown) => console.log(`finish: ${error instanceof Error ? error.message : error}`));
    console.log("went on");
    break;
  }
  case "writers": {
    // Several handles of one process: as many writers.
    const parts = await Promise.all(Array.from({ length: Number(count) }, () => cairn.attach(run.handle, { ...options, console: false })));
    // Each value is its own: the same one at the same step and moment would be a duplicate.
    const base = process.pid * 1_000;
    for (let step = 0; step < 50; step++) for (const [i, part] of parts.entries()) part.log({ loss: base + i * 50 + step }, { step });
    await Promise.all(parts.map((part) => part.finish()));
    await run.finish();
    break;
  }
}
