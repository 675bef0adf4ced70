import type { Page } from "playwright-core";
import type { Bench } from "./main.ts";
import { withPage } from "./support/browser.ts";
import { type Place, withPlace } from "./support/place.ts";
import { median, percentile, short } from "./support/rounds.ts";

const runs = 100;
/** More than a panel has buckets, so that a zoom has more to show. */
const points = 20_000;
const zooms = 20;

interface Zoom {
  /** ms from the end of the drag to the frame after the one in which the new part of x is drawn. */
  first: number;
  /** The same, until what is drawn comes from the answer in full detail. */
  detailed: number;
}

/** Drags over a part of the panel, and shows all again. */
async function zoom(page: Page, from: number, to: number): Promise<Zoom> {
  const over = page.locator(".u-over").first();
  const box = await over.boundingBox();
  if (!box) throw new Error("No panel is drawn");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
  const watched = page.evaluate(
    () =>
      new Promise<Zoom>((done) => {
        const drawn = document.querySelector<HTMLElement>("[data-drawn-range]")?.dataset ?? {};
        const { drawnRange: range, drawnPart: part } = drawn;
        const begin = () => {
          const start = performance.now();
          let first = 0;
          // A frame that begins after the drawing: by then it is on the screen.
          const look = () => {
            if (!first && drawn.drawnRange !== range) first = performance.now() - start;
            if (first && drawn.drawnPart && drawn.drawnPart !== part) done({ first, detailed: performance.now() - start });
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        };
        addEventListener("mouseup", begin, { once: true, capture: true });
        document.documentElement.dataset.watched = "";
      }),
  );
  await page.locator("html[data-watched]").waitFor();
  await page.mouse.up();
  const times = await watched;
  const before = await page.locator("[data-drawn-range]").first().getAttribute("data-drawn-range");
  await page.evaluate(() => delete document.documentElement.dataset.watched);
  await over.dblclick();
  await page.waitForFunction((before) => document.querySelector<HTMLElement>("[data-drawn-range]")?.dataset.drawnRange !== before, before);
  return times;
}

async function measure(place: Place) {
  const { cairn } = place;
  const numbers: number[] = [];
  for (let i = 0; i < runs; i++) {
    const { id, number } = await cairn.runs.create({ experiment: "zoom", name: `run-${i}` });
    numbers.push(number);
    await place.inside("seedPoints", { run: id, keys: ["loss"], points });
    await cairn.runs.finish(id, { status: "finished" });
  }
  const path = `${place.path.replace("/api/v1/orgs", "").replace("/workspaces", "")}/runs?layout=charts&on=${numbers.join(",")}`;
  return withPage(place, async (page) => {
    const drawn = { lines: 0, buckets: 0 };
    page.on("request", (request) => {
      if (!request.url().endsWith("/metrics/query")) return;
      const { runs, buckets } = request.postDataJSON() as { runs: string[]; buckets: number };
      Object.assign(drawn, { lines: runs.length, buckets });
    });
    await page.goto(path);
    await page.getByRole("button", { name: "Settings", exact: true }).click();
    // One column is wide enough for a thousand buckets.
    await page.getByRole("combobox", { name: "Columns", exact: true }).selectOption("1");
    await page.getByLabel("Runs in a panel").selectOption(String(runs));
    await page.keyboard.press("Escape");
    await page.locator("[data-drawn-range]").first().waitFor();
    await page.waitForLoadState("networkidle");
    await zoom(page, 0.2, 0.3);
    const times: Zoom[] = [];
    // Each part is another one, so that none is known from before.
    for (let i = 0; i < zooms; i++) times.push(await zoom(page, 0.1 + i / 50, 0.3 + i / 40));
    const row = (what: string, values: readonly number[]) => ({
      what: `${drawn.lines} lines of ${drawn.buckets} buckets: ${what}`,
      "median, ms": short(median(values)),
      "p95, ms": short(percentile(values, 0.95)),
      "longest, ms": short(Math.max(...values)),
    });
    return [
      row(
        "end of the drag to the new part drawn",
        times.map(({ first }) => first),
      ),
      row(
        "end of the drag to its full detail drawn",
        times.map(({ detailed }) => detailed),
      ),
    ];
  });
}

export const bench: Bench = {
  title: `Zooming in a panel of ${runs} runs in Chromium; ${zooms} zooms`,
  run: () => withPlace(measure, { inside: true, pages: true }),
};
