import type { Page } from "playwright-core";
import type { Bench } from "./main.ts";
import { withPage } from "./support/browser.ts";
import { type Place, withPlace } from "./support/place.ts";
import { median, percentile, short } from "./support/rounds.ts";
import { searchable } from "./support/searchable.ts";

const runs = 100_000;
const opens = 12;
const scrolledFrames = 240;
const frameMs = 1000 / 60;

/** Opens the runs page anew: ms from the start of the navigation to the frame in which its first rows are drawn. */
async function firstRows(page: Page, path: string): Promise<number> {
  // The page before still works after its rows are there; nobody leaves it that soon.
  await page.waitForLoadState("networkidle");
  await page.goto(path, { waitUntil: "commit" });
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        const look = () => {
          // The frame after the one that holds the rows: by then they are painted.
          if (document.querySelectorAll("[role=row][aria-rowindex] a[href*='/runs/run_']").length >= 10)
            requestAnimationFrame(() => done(performance.now()));
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

/** Scrolls the table by a third of its window each frame, and answers the ms between frames. */
const frames = (page: Page, count: number): Promise<number[]> =>
  page.evaluate(
    (count) =>
      new Promise<number[]>((done) => {
        const grid = [...document.querySelectorAll<HTMLElement>("[role=grid], [role=grid] *")].find(
          (element) => element.scrollHeight > element.clientHeight * 3 && getComputedStyle(element).overflowY !== "visible",
        );
        if (!grid) throw new Error("There is no table that scrolls");
        const between: number[] = [];
        let last = performance.now();
        const next = (now: number) => {
          between.push(now - last);
          last = now;
          grid.scrollTop += 300;
          if (between.length < count) requestAnimationFrame(next);
          else done(between.slice(1));
        };
        requestAnimationFrame(next);
      }),
    count,
  );

async function measure(place: Place) {
  await place.inside("seedRuns", { experiment: "many", runs, params: 20, metrics: 20 });
  await searchable(place.cairn, "many", runs);
  const path = `${place.path.replace("/api/v1/orgs", "").replace("/workspaces", "")}/runs`;
  return withPage(place, async (page) => {
    await firstRows(page, path);
    const times: number[] = [];
    for (let i = 0; i < opens; i++) times.push(await firstRows(page, path));
    const between = await frames(page, scrolledFrames);
    const row = (what: string, values: readonly number[]) => ({
      what,
      "median, ms": short(median(values)),
      "p95, ms": short(percentile(values, 0.95)),
      "longest, ms": short(Math.max(...values)),
    });
    const kept = between.filter((ms) => ms < frameMs * 1.5).length / between.length;
    return [
      { ...row(`runs page with ${runs} runs: first rows painted`, times), "frames in time": "" },
      { ...row("scrolling it 300 px a frame: from frame to frame", between), "frames in time": `${short(kept * 100)} %` },
    ];
  });
}

export const bench: Bench = {
  title: `Pages in Chromium: the runs page; ${opens} times opened, ${scrolledFrames} frames scrolled`,
  run: () => withPlace(measure, { inside: true, pages: true }),
};
