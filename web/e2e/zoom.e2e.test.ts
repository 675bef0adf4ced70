import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { newPerson, newPlace, newProgram } from "./people.ts";
import { openWindow } from "./support.ts";

/** Several for each bucket of a panel, so that a zoom has more to show. */
const POINTS = 4_000;

/** Drags over a part of the panel. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const box = await page.locator(".u-over").first().boundingBox();
  if (!box) throw new Error("No panel is drawn");
  await page.mouse.move(box.x + box.width * from, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
}

test("until a part's detail is there, its lines are drawn from all of the curve, not from another part", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  const steps = Array.from({ length: POINTS }, (_, i) => i);
  const { id } = await program.runs.create({ experiment: "e" });
  await program.runs.log(id, {
    writer: "writer-1",
    sequence: 1,
    metrics: [{ key: "loss", steps, times: steps, values: steps.map(Math.sin) }],
  });
  await program.runs.finish(id);

  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/runs?layout=charts`);
  const drawn = page.locator("[data-drawn-range]").first();
  await drawn.waitFor();
  await drag(page, 0.1, 0.2);
  await expect.poll(() => drawn.getAttribute("data-drawn-part")).not.toBe("");
  const zoomed = await drawn.getAttribute("data-drawn-range");
  await page.locator(".u-over").first().dblclick();
  await expect.poll(() => drawn.getAttribute("data-drawn-range")).not.toBe(zoomed);
  const all = await drawn.getAttribute("data-drawn-range");

  let answer = () => {};
  const held = new Promise<void>((done) => (answer = done));
  await page.route("**/metrics/query", async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest("**/metrics/query");
  await drag(page, 0.7, 0.8);
  await asked;
  await expect.poll(() => drawn.getAttribute("data-drawn-range")).not.toBe(all);
  await page.waitForFunction(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))));
  const pixels = await page.evaluate(() => {
    const lines = document.querySelectorAll<HTMLCanvasElement>("[data-drawn-range] canvas")[1];
    const data = lines?.getContext("2d")?.getImageData(0, 0, lines.width, lines.height).data ?? [];
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  });
  expect(pixels).toBeGreaterThan(100);
  expect(await drawn.getAttribute("data-drawn-part")).toBe("");
  answer();
  await expect.poll(() => drawn.getAttribute("data-drawn-part")).not.toBe("");
  expect(errors).toEqual([]);
});
