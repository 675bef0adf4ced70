import { createHash } from "node:crypto";
import type { Cairn } from "@cairn/sdk";
import type { NewTask } from "@cairn/sdk/schema";

type Json = NewTask["params"];

/** Canonical JSON of plain values (RFC 8785): members in the order of their names. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(",")}}`;
}

export type MadeTask = Pick<NewTask, "id" | "name" | "params" | "dependencies"> &
  Partial<NewTask> &
  Omit<NewTask, "unhashed" | "label" | "tags" | "module">;

/** A task as the SDK registers it; tasks among its parameters are its dependencies. */
export function newTask(
  name: string,
  params: { [name: string]: Json },
  needs: readonly MadeTask[] = [],
  more: Partial<NewTask> = {},
): MadeTask {
  const identity = { namespace: "penguins", name, version: "1", params };
  const id = createHash("sha256").update(canonical(identity)).digest("hex");
  return { id, ...identity, schema_hash: "a".repeat(64), dependencies: needs.map((task) => task.id), ...more };
}

export interface TaskWorld {
  build: string;
  source: MadeTask;
  /** Computed, with a report and lines. */
  done: MadeTask;
  failed: MadeTask;
  sink: MadeTask;
}

/** A build with one source, `width` chains of two steps, and one sink: most is done, one step failed, some wait. */
export async function fillTasks(program: Cairn, width = 40): Promise<TaskWorld> {
  const of = (task: MadeTask) => ({ $task: task.id });
  const source = newTask("LoadPenguins", { year: 2009, url: { $url: "https://example.org/penguins.csv" } }, [], {
    label: "🐧 all penguins",
  });
  const clean = Array.from({ length: width }, (_, fold) => newTask("CleanFold", { data: of(source), fold }, [source]));
  const train = clean.map((data, fold) =>
    newTask("TrainTree", { data: of(data), model: { depth: 3 + (fold % 3), criterion: "gini" }, seed: fold }, [data], {
      tags: { team: fold % 2 ? "vision" : "speech" },
    }),
  );
  const sink = newTask("Summarize", { folds: train.map(of), title: "A very long title of the kind that is given late at night" }, train);
  const tasks = [source, ...clean, ...train, sink];
  const schema = {
    type: "object",
    properties: {
      year: { type: "integer", minimum: 2007, description: "Season" },
      url: { type: "string", description: "Where the table lies" },
      kind: { enum: ["csv", "json"] },
    },
    required: ["year"],
  };
  await program.tasks.declareTypes({
    types: ["LoadPenguins", "CleanFold", "Summarize"].map((name) => ({
      namespace: "penguins",
      name,
      version: "1",
      schema,
      schema_hash: "a".repeat(64),
      doc: `Part of the penguins pipeline: ${name}`,
      module: "./penguins.ts",
      ...(name === "CleanFold" ? { base: { namespace: "penguins", name: "LoadPenguins" } } : {}),
    })),
  });
  const build = await program.builds.create({
    name: "nightly-gentoo",
    description: "Trees over all folds",
    environment: {
      ...{ host: "antarctica-7", user: "ada", command: "node penguins.ts --folds 40", runtime: "node v24.21.0", platform: "linux x64" },
      git: {
        ...{ commit: "0123456789abcdef", branch: "main", remote: "https://github.com/acme/penguins.git", dirty: true },
        diff: "diff --git a/penguins.ts b/penguins.ts\n--- a/penguins.ts\n+++ b/penguins.ts\n@@ -1 +1 @@\n-const folds = 20;\n+const folds = 40;\n",
      },
    },
    roots: [sink.id],
  });
  await program.tasks.register(tasks, { build: build.id });
  const start = Date.now() - 600_000;
  const at = (s: number) => new Date(start + s * 1_000).toISOString();
  const owner = { host: "antarctica-7", pid: 4711 };
  const ran = (task: MadeTask, from: number, to: number) => [
    { task: task.id, type: "started" as const, at: at(from), owner },
    {
      ...{ task: task.id, type: "succeeded" as const, at: at(to) },
      output: {
        uri: `s3://bucket/penguins/${task.id.slice(0, 2)}/${task.id}.json`,
        size_bytes: 2_048 + to,
        sha256: "b".repeat(64),
        serializer: "json",
      },
      resources: { wall_s: to - from, peak_memory_bytes: 50_000_000 },
    },
  ];
  const failed = train[1] as MadeTask;
  const running = train[2] as MadeTask;
  const done = train[0] as MadeTask;
  await program.builds.report(build.id, [
    ...ran(source, 0, 20),
    ...clean.flatMap((task, i) => ran(task, 20 + i, 25 + 2 * i)),
    ...ran(done, 40, 90),
    ...train.slice(3, Math.ceil(width / 2)).flatMap((task, i) => ran(task, 120 + i, 150 + 2 * i)),
    { task: failed.id, type: "started", at: at(60), owner },
    {
      ...{ task: failed.id, type: "failed", at: at(70) },
      error: {
        type: "RangeError",
        message: "the loss is not a number",
        stack: "RangeError: the loss is not a number\n    at train (train.ts:7:3)",
        hint: "Lower the learning rate.",
      },
    },
    { task: running.id, type: "started", at: at(100), owner },
  ]);
  await program.tasks.putAsset(done.id, "summary", {
    kind: "markdown",
    content: "# Accuracy: 0.93\n\n| bird | n |\n| --- | --- |\n| gentoo | 124 |",
  });
  await program.tasks.putAsset(done.id, "confusion", { kind: "json", content: { gentoo: [120, 4], adelie: [2, 150] } });
  await program.tasks.log(done.id, {
    attempt: 1,
    first: 1,
    lines: Array.from({ length: 50 }, (_, i) => ({ at: start + i * 1_000, text: `epoch ${i}` })),
  });
  return { build: build.id, source, done, failed, sink };
}
