import { expect, test } from "vitest";
import { newPerson, newPlace, newProgram } from "./people.ts";
import { openWindow } from "./support.ts";

/** More lines than have bands. */
const LINES = 13;
/** Several for each bucket of a panel. */
const POINTS = 4_000;

test("a spike of one point among thousands is on the canvas at its height, however many lines there are", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  const steps = Array.from({ length: POINTS }, (_, i) => i);
  const numbers: number[] = [];
  for (let i = 0; i < LINES; i++) {
    const { id, number } = await program.runs.create({ experiment: "e", name: `run-${i}` });
    const values = steps.map((step) => (i === 0 && step === 2_001 ? 100 : 1));
    await program.runs.log(id, { writer: "writer-1", sequence: 1, metrics: [{ key: "loss", steps, times: steps, values }] });
    await program.runs.finish(id);
    numbers.push(number);
  }
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/runs?layout=charts&on=${numbers.join(",")}`);
  await page.locator("[data-drawn-range]").waitFor();
  // The mean of the spike's bucket is far below: only the bucket's reach leads to the upper part of the panel.
  const drawnAbove = () =>
    page.evaluate(() => {
      const lines = document.querySelectorAll<HTMLCanvasElement>("[data-drawn-range] canvas")[1];
      const context = lines?.getContext("2d");
      if (!lines || !context) return -1;
      const { data } = context.getImageData(0, 0, lines.width, Math.floor(lines.height * 0.3));
      return data.reduce((count, value, i) => count + Number(i % 4 === 3 && value > 0), 0);
    });
  await expect.poll(drawnAbove).toBeGreaterThan(10);
  // Without shades it stands out of its line by itself.
  await page.goto(`${place.path}/runs?layout=charts&on=${numbers.join(",")}&chart_shade=false`);
  await page.locator("[data-drawn-range]").waitFor();
  await expect.poll(drawnAbove).toBeGreaterThan(10);
  expect(errors).toEqual([]);
});
