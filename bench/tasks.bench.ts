import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { command } from "../scripts/build/command.ts";
import { buildDir } from "../scripts/stack/paths.ts";
import { build, configureTasks, memoryEnvironment, type Task, task, taskOf } from "../sdk/src/tasks/index.ts";
import type { Bench } from "./main.ts";
import { median, short, timed } from "./support/rounds.ts";

const rounds = 5;
const leaves = 1_000;
const fanIn = 10;
const hashed = 5_000;
const repeats = 50;
const peers = { stardag: "0.28.0", furu: "0.0.12" } as const;
const quiet = { handleSignals: false } as const;

const leaf = task("leaf", { params: z.object({ i: z.number(), salt: z.string() }), output: z.number(), run: ({ i }) => i });
const add = task("add", {
  params: z.object({ parts: z.array(taskOf<number>()), salt: z.string() }),
  output: z.number(),
  run: async ({ parts }, ctx) => (await ctx.loadAll(parts)).reduce((sum, value) => sum + value, 0),
});

/** 1,000 numbers, sums of ten each, and their sum. */
function graph(salt: string): { all: Task<number>[]; root: Task<number> } {
  const all = Array.from({ length: leaves }, (_, i) => leaf({ i, salt }));
  const sums = Array.from({ length: leaves / fanIn }, (_, i) => add({ parts: all.slice(i * fanIn, (i + 1) * fanIn), salt }));
  return { all, root: add({ parts: sums, salt }) };
}

interface Figures {
  hash_us: number;
  build_s: number;
  again_s: number;
  look_s: number;
}

async function ours(folder: string): Promise<Figures> {
  configureTasks({ root: join(folder, "tasks") });
  const hashing = await timed(() => {
    for (let i = 0; i < hashed; i++) leaf({ i, salt: "hash" }).id;
  });
  const { all, root } = graph("graph");
  const building = await timed(() => build(root, quiet));
  const again = await timed(async () => {
    for (let i = 0; i < repeats; i++) await root.loadOrCreate(quiet);
  });
  const looking = await timed(() => Promise.all(all.map((one) => one.exists())));
  return { hash_us: (hashing / hashed) * 1_000, build_s: building / 1_000, again_s: again / 1_000 / repeats, look_s: looking / 1_000 };
}

/** A peer's own figures for the same graph, in a virtual environment of its own. */
async function theirs(peer: keyof typeof peers, folder: string): Promise<Figures> {
  const venv = join(buildDir, `peer-${peer}-${peers[peer]}`);
  const python = join(venv, "bin/python");
  if (!existsSync(python)) {
    await command("python3", ["-m", "venv", venv]);
    await command(join(venv, "bin/pip"), ["install", "--quiet", `${peer}==${peers[peer]}`]);
  }
  const output = await command(python, [join(import.meta.dirname, "peers/tasks.py"), peer, folder]);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Figures;
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "cairn-bench-tasks-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const middle = (all: readonly Figures[]): Figures => {
  const of = (name: keyof Figures) => median(all.map((one) => one[name]));
  return { hash_us: of("hash_us"), build_s: of("build_s"), again_s: of("again_s"), look_s: of("look_s") };
};

async function inMemory(): Promise<Record<string, string | number>[]> {
  const count = 10_000;
  const perTask: number[] = [];
  const complete: number[] = [];
  const hashes: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    configureTasks(memoryEnvironment());
    const all = Array.from({ length: count }, (_, i) => leaf({ i, salt: `memory ${round}` }));
    perTask.push(((await timed(() => build(all, quiet))) / count) * 1_000);
    complete.push(await timed(() => build(all, quiet)));
    hashes.push(
      await timed(() => {
        for (let i = 0; i < 100_000; i++) leaf({ i, salt: "speed" }).id;
      }),
    );
  }
  // The first round warms up.
  const of = (values: number[]) => median(values.slice(1));
  return [
    { what: "10,000 tasks in memory, overhead of one", figure: `${short(of(perTask))} µs` },
    { what: "10,000 complete tasks asked for: nothing to do", figure: `${short(of(complete))} ms` },
    { what: "made and hashed, with their parameters checked", figure: `${short(100_000 / (of(hashes) / 1_000))} tasks/s` },
  ];
}

export const bench: Bench = {
  title: `Tasks; a graph of ${leaves + leaves / fanIn + 1} tasks in files, by Cairn, Stardag ${peers.stardag} and Furu ${peers.furu}, median of 3 rounds`,
  async run() {
    const figures = { cairn: [] as Figures[], stardag: [] as Figures[], furu: [] as Figures[] };
    for (let round = 0; round < 3; round++) {
      figures.cairn.push(await withFolder(ours));
      for (const peer of ["stardag", "furu"] as const) figures[peer].push(await withFolder((folder) => theirs(peer, folder)));
    }
    const cairn = middle(figures.cairn);
    const names = {
      hash_us: ["a task made and hashed", "µs"],
      build_s: ["the graph built", "s"],
      again_s: ["asked for again, mean of 50", "s"],
      look_s: ["1,000 tasks looked for", "s"],
    } as const;
    const rows = (Object.keys(names) as (keyof Figures)[]).map((name) => {
      const [what, unit] = names[name];
      const side = (peer: "stardag" | "furu") => {
        const figure = middle(figures[peer])[name];
        return `${short(figure)} ${unit} (${short(figure / cairn[name])}×)`;
      };
      return { what, figure: `${short(cairn[name])} ${unit}`, stardag: side("stardag"), furu: side("furu") };
    });
    return [...(await inMemory()), ...rows];
  },
};
