import type { Page } from "playwright-core";
import { z } from "zod";
import { type AnyTask, closureOf, task, taskOf } from "../sdk/src/tasks/index.ts";
import type { Bench } from "./main.ts";
import { withPage } from "./support/browser.ts";
import { type Place, withPlace } from "./support/place.ts";
import { median, percentile, short } from "./support/rounds.ts";

const lanes = 2_499;
const types = 20;
const opens = 9;
const pannedFrames = 180;

const step = (name: string) =>
  task(name, {
    namespace: "bench.graph",
    params: z.object({ i: z.number(), of: z.array(taskOf<number>()) }),
    output: z.number(),
    run: ({ i }) => i,
  });

/** One source, parallel chains of four steps that need all before them, one sink: 9,998 tasks. */
function fanOut(): AnyTask {
  const [clean, train, score, plot] = [step("clean"), step("train"), step("score"), step("plot")];
  const source = step("load")({ i: 0, of: [] });
  const ends = Array.from({ length: lanes }, (_, i) => {
    const cleaned = clean({ i, of: [source] });
    const trained = train({ i, of: [cleaned, source] });
    const scored = score({ i, of: [trained, cleaned, source] });
    return plot({ i, of: [scored, trained, cleaned] });
  });
  return step("report")({ i: 0, of: ends });
}

/** 10,000 tasks of 20 types, each needing three of those before it: nothing is alike, types need each other in circles. */
function tangle(): AnyTask[] {
  const kinds = Array.from({ length: types }, (_, i) => step(`type-${i}`));
  let seed = 1;
  const random = (below: number): number => {
    seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    return (seed >>> 8) % below;
  };
  const all: AnyTask[] = [];
  for (let i = 0; i < 10_000; i++) {
    const of = [...new Set(Array.from({ length: Math.min(i, 3) }, () => all[random(i)] as AnyTask))];
    all.push((kinds[random(types)] as (typeof kinds)[number])({ i, of: of as never }));
  }
  return all;
}

/** Opens a build anew: ms from the start of the navigation to the frame after the one that holds its graph. */
async function drawn(page: Page, path: string): Promise<number> {
  await page.goto("about:blank");
  await page.goto(path, { waitUntil: "commit" });
  const ms = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        const look = () => {
          if (document.querySelectorAll(".react-flow__node").length > 1) requestAnimationFrame(() => done(performance.now()));
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  await page.waitForLoadState("networkidle");
  return ms;
}

/** Drags the graph about and answers the ms between frames. */
async function pan(page: Page): Promise<number[]> {
  const box = await page.locator(".react-flow__pane").boundingBox();
  if (!box) throw new Error("There is no graph");
  const frames = page.evaluate(
    (count) =>
      new Promise<number[]>((done) => {
        const between: number[] = [];
        let last = performance.now();
        const next = (now: number) => {
          between.push(now - last);
          last = now;
          if (between.length < count) requestAnimationFrame(next);
          else done(between.slice(1));
        };
        requestAnimationFrame(next);
      }),
    pannedFrames,
  );
  const [x, y] = [box.x + box.width / 2, box.y + 12];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < 120; i++) await page.mouse.move(x + 200 * Math.sin(i / 10), y + 100 * Math.sin(i / 7));
  await page.mouse.up();
  return frames;
}

async function measure(place: Place): Promise<Record<string, string | number>[]> {
  const { cairn } = place;
  const base = place.path.replace("/api/v1/orgs", "").replace("/workspaces", "");
  const rows: Record<string, string | number>[] = [];
  for (const [name, tasks] of [
    ["chains", closureOf([fanOut()])],
    ["tangle", tangle()],
  ] as const) {
    const { id } = await cairn.builds.create({ name });
    await cairn.tasks.register(tasks.map((one) => one.toJSON()) as never, { build: id });
    rows.push(
      ...(await withPage(place, async (page) => {
        const path = `${base}/builds/${id}`;
        await drawn(page, path);
        const times: number[] = [];
        for (let i = 0; i < opens; i++) times.push(await drawn(page, path));
        const between = await pan(page);
        const row = (what: string, values: readonly number[]) => ({
          what: `${name}, ${tasks.length.toLocaleString("en")} tasks: ${what}`,
          "median, ms": short(median(values)),
          "p95, ms": short(percentile(values, 0.95)),
        });
        return [row("page opened, graph drawn", times), row("panned, from frame to frame", between)];
      })),
    );
  }
  return rows;
}

export const bench: Bench = {
  title: `Graphs of builds in Chromium, ${opens} times opened, ${pannedFrames} frames panned`,
  run: () => withPlace(measure, { pages: true }),
};
