import type { Cairn } from "@cairn/sdk";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { newMember, newPerson, newPlace, newProgram, type Person, type Place } from "./people.ts";
import { expectAccessible, expectFits, openWindow } from "./support.ts";

/** Milliseconds from `run.log()` until a page must show the point. */
const LIVE_MS = 2_000;
/** Steps of the long curves: more than a panel has buckets. */
const STEPS = 6_000;
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==", "base64");

interface Stage {
  person: Person;
  place: Place;
  program: Cairn;
  run: string;
}
let stage: Stage;

beforeAll(async () => {
  const person = await newPerson("Ada Lovelace");
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  stage = { person, place, program, run: await fill(program) };
});

/** A run with long curves, spikes and NaN, lines of all levels, and a child. */
async function fill(program: Cairn): Promise<string> {
  const { id } = await program.runs.create({
    experiment: "engines",
    name: "difference",
    params: { "model/layers": 3, "model/width": 64, seed: 1 },
  });
  const steps = Array.from({ length: STEPS }, (_, i) => i);
  const times = steps.map((i) => 1_795_000_000_000 + i * 100);
  const columns = (key: string, value: (i: number) => number) => ({ key, steps, times, values: steps.map(value) });
  await program.runs.log(id, {
    writer: "w_test_0001",
    sequence: 1,
    metrics: [columns("train/loss", (i) => (i === 3_000 ? 1_000 : Math.exp(-i / 2_000) + (i % 2) / 10))],
  });
  await program.runs.log(id, {
    writer: "w_test_0001",
    sequence: 2,
    metrics: [{ ...columns("val/loss", (i) => i / 10), values: steps.map((i) => (i === 10 ? "NaN" : i / 10)) }],
    lines: Array.from({ length: 1_500 }, (_, i) => ({
      at: 1_795_000_000_000 + i * 1_000,
      step: i,
      level: i === 700 ? ("error" as const) : ("info" as const),
      text: i === 700 ? "\u001b[31mneedle\u001b[0m in the hay" : i % 500 === 1 ? `Needle ${i}` : `line of step ${i}`,
    })),
  });
  const child = await program.runs.create({ experiment: "engines", name: "a-child", parent: id });
  await program.runs.finish(child.id, { status: "finished" });
  return id;
}

const at = ({ place, run }: Stage, tab: string, rest = "") => `${place.path}/runs/${run}?tab=${tab}${rest}`;
const panel = (page: Page, metric: string) => page.getByRole("figure", { name: metric, exact: true });

/** The lines of a panel as they are drawn, without axes and crosshair. */
const drawn = (page: Page, metric: string): Promise<string> =>
  panel(page, metric)
    .locator("canvas")
    .nth(1)
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

/** Drags over a panel from one part of its width to another. */
async function drag(page: Page, metric: string, from: number, to: number): Promise<void> {
  const box = await panel(page, metric).locator(".u-over").boundingBox();
  if (!box) throw new Error(`${metric} is not drawn`);
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
  await page.mouse.up();
}

describe("charts", () => {
  test("a zoom is shared by all panels and shows every point of what is looked at; a double-click shows all", async () => {
    const { page, errors } = await openWindow({ as: stage.person });
    const asked: { from_step?: number; to_step?: number; keys: string[] }[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/metrics/query")) asked.push(request.postDataJSON());
    });
    await page.goto(at(stage, "charts"));
    await panel(page, "val/loss").locator(".u-over").waitFor();
    const [loss, other] = [await drawn(page, "train/loss"), await drawn(page, "val/loss")];
    await drag(page, "train/loss", 0.5, 0.6);
    await expect.poll(() => asked.some(({ from_step, keys }) => from_step !== undefined && keys[0] === "train/loss")).toBe(true);
    const { from_step = 0, to_step = 0 } =
      asked.findLast(({ keys, from_step }) => keys[0] === "train/loss" && from_step !== undefined) ?? {};
    expect([from_step > STEPS * 0.45, to_step < STEPS * 0.65]).toEqual([true, true]);
    await expect.poll(() => drawn(page, "val/loss")).not.toBe(other);
    await panel(page, "train/loss").locator(".u-over").dblclick();
    await expect.poll(() => drawn(page, "train/loss")).toBe(loss);
    expect(errors).toEqual([]);
  });

  test("smoothing follows the slider, is in the address, and tells what was logged beside it", async () => {
    const { page } = await openWindow({ as: stage.person });
    await page.goto(at(stage, "charts"));
    await panel(page, "train/loss").locator(".u-over").waitFor();
    const before = await drawn(page, "train/loss");
    await page.getByLabel("Smoothing", { exact: true }).selectOption("ema");
    await expect.poll(() => drawn(page, "train/loss")).not.toBe(before);
    const middle = await drawn(page, "train/loss");
    await page.getByLabel("Amount of smoothing").fill("0.99");
    await expect.poll(() => drawn(page, "train/loss")).not.toBe(middle);
    await page.waitForURL(/chart_smooth=ema:0\.99/);
    await panel(page, "train/loss").locator(".u-over").hover();
    await expect.poll(() => panel(page, "train/loss").locator("[data-tooltip] td").count()).toBeGreaterThanOrEqual(3);
  });

  test("the crosshair of one panel moves in the others", async () => {
    const { page } = await openWindow({ as: stage.person });
    await page.goto(at(stage, "charts"));
    await panel(page, "val/loss").locator(".u-over").waitFor();
    await panel(page, "train/loss")
      .locator(".u-over")
      .hover({ position: { x: 20, y: 20 } });
    await expect.poll(() => panel(page, "val/loss").locator("figcaption").textContent()).not.toContain(`step ${STEPS - 1}`);
  });

  test("values that are no numbers are told, data are there as a table, and a search by expression finds panels", async () => {
    const { page } = await openWindow({ as: stage.person });
    await page.goto(at(stage, "charts"));
    await panel(page, "val/loss").getByText("1 place is not a finite number").waitFor();
    await page.getByRole("button", { name: "Actions for val/loss" }).click();
    await page.getByRole("menuitem", { name: "Show data as a table" }).click();
    await panel(page, "val/loss").getByRole("columnheader", { name: "Greatest" }).waitFor();
    await page.getByLabel("Search metrics").fill("^train|nothing");
    await panel(page, "val/loss").waitFor({ state: "detached" });
    expect(await page.getByRole("figure").count()).toBe(1);
  });

  test("a curve that cannot be loaded says so, and is there when it is asked for again", async () => {
    const { page } = await openWindow({ as: stage.person });
    const curves = "**/metrics/query";
    await page.route(curves, (route) => route.abort("connectionrefused"));
    await page.goto(at(stage, "charts"));
    await panel(page, "train/loss").getByText("Could not load this curve").waitFor();
    expect(await panel(page, "train/loss").locator(".u-over").count()).toBe(0);
    await page.unroute(curves);
    await panel(page, "train/loss").getByRole("button", { name: "Try again" }).click();
    await panel(page, "train/loss").locator(".u-over").waitFor();
    await panel(page, "train/loss").getByText("Could not load").waitFor({ state: "detached" });

    // What is drawn stays when the detail of a zoom cannot be loaded.
    await page.route(curves, (route) => route.abort("connectionrefused"));
    await drag(page, "train/loss", 0.5, 0.6);
    await panel(page, "train/loss").getByText("Could not load all of it").waitFor();
    expect(await panel(page, "train/loss").locator(".u-over").count()).toBe(1);
    await page.unroute(curves);
    await panel(page, "train/loss").getByRole("button", { name: "Try again" }).click();
    await panel(page, "train/loss").getByText("Could not load").waitFor({ state: "detached" });
  });

  test("a panel opens at full screen by its key, and the arrows lead to the next", async () => {
    const { page } = await openWindow({ as: stage.person });
    await page.goto(at(stage, "charts"));
    await panel(page, "train/loss").locator(".u-over").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("f");
    await page.getByRole("dialog", { name: "train/loss" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("dialog", { name: "val/loss" }).waitFor();
    await page.waitForURL(/panel=val\/loss/);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("points come in live, wait while the page is paused, and are counted while it is zoomed", async () => {
    const { program, person, place } = stage;
    const run = await program.run({ experiment: "engines", handleExit: false, environment: false });
    // The page opens on a curve that is there already, and goes on with it.
    for (let step = 0; step < 50; step++) run.log({ loss: 1 / (step + 1) }, { step });
    await run.flush();
    const { page } = await openWindow({ as: person });
    await page.goto(`${place.path}/runs/${run.id}`);
    await page
      .getByRole("status")
      .filter({ hasText: /^Live$/ })
      .waitFor();
    for (let step = 50; step < 100; step++) run.log({ loss: 1 / (step + 1) }, { step });
    const shown = (step: number) => page.locator("figcaption", { hasText: new RegExp(`step ${step}$`) });
    await shown(99).waitFor();
    const from = performance.now();
    run.log({ loss: 0 }, { step: 100 });
    await shown(100).waitFor();
    expect(performance.now() - from).toBeLessThan(LIVE_MS);

    await drag(page, "loss", 0.2, 0.4);
    run.log({ loss: 2 }, { step: 101 });
    await page.getByRole("button", { name: "1 new point" }).click();
    await page.mouse.move(0, 0);
    await shown(101).waitFor();

    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("status").filter({ hasText: "Paused" }).waitFor();
    run.log({ loss: 3 }, { step: 102 });
    await run.flush();
    expect(await shown(102).count()).toBe(0);
    await page.getByRole("button", { name: "Go on" }).click();
    await shown(102).waitFor();
    await run.finish();
  });
});

describe("logs", () => {
  const line = (page: Page, number: number) => page.locator(`[data-line="${number}"]`);

  test("are followed, searched from match to match, linked, and move the crosshair", async () => {
    const { page, errors } = await openWindow({ as: stage.person });
    await page.goto(at(stage, "logs"));
    await line(page, 1_500).waitFor();
    await page.getByLabel("Search the log").fill("needle");
    await page.getByText("4 matches").waitFor();
    await page.keyboard.press("Enter");
    // The first match from what is loaded on; earlier lines come in above it, and the list stays with it.
    await page.getByText("2 of 4").waitFor();
    await expect.poll(() => line(page, 502).locator("mark").count()).toBe(1);
    expect(await page.getByRole("button", { name: "Follow" }).getAttribute("aria-pressed")).toBe("false");
    // The third match is the red one.
    for (let i = 0; i < 4 && !(await page.getByText("3 of 4").isVisible()); i++)
      await page.getByRole("button", { name: "Next match" }).click();
    await line(page, 701).waitFor();
    expect(await line(page, 701).locator("mark").textContent()).toBe("needle");
    await line(page, 701).click();
    expect(new URL(page.url()).hash).toBe("#L701");
    // The curve is drawn in buckets of a few steps: the crosshair stands at the one that holds the line's step.
    const namedStep = async () => Number(/step ([\d,]+)/.exec((await page.locator("figcaption").first().textContent()) ?? "")?.[1]);
    await expect.poll(async () => Math.abs((await namedStep()) - 700)).toBeLessThan(16);
    await page.reload();
    await line(page, 701).waitFor();
    expect(errors).toEqual([]);
    // Somebody else who is given the address sees the line marked, among its neighbours, far from the end.
    const other = await openWindow({ as: stage.person, size: "phone" });
    await other.page.goto(page.url());
    await expect.poll(() => line(other.page, 701).getByRole("link").getAttribute("aria-current")).toBe("true");
    await expect.poll(() => line(other.page, 701).evaluate((row) => row.getBoundingClientRect().bottom < window.innerHeight)).toBe(true);
    const otherStep = async () => Number(/step ([\d,]+)/.exec((await other.page.locator("figcaption").first().textContent()) ?? "")?.[1]);
    await expect.poll(async () => Math.abs((await otherStep()) - 700)).toBeLessThan(16);
    expect(await line(other.page, 700).count()).toBe(1);
    expect(await line(other.page, 1_500).count()).toBe(0);
  });

  test("are filtered by level, and come in live without a gap", async () => {
    const { program, person, place } = stage;
    const { id } = await program.runs.create({ experiment: "engines" });
    const send = (sequence: number, from: number, count: number) =>
      program.runs.log(id, {
        writer: "w_lines_01",
        sequence,
        lines: Array.from({ length: count }, (_, i) => ({
          at: Date.now(),
          level: (from + i) % 50 === 0 ? ("error" as const) : ("info" as const),
          text: `line ${from + i}`,
        })),
      });
    await send(1, 1, 100);
    const { page } = await openWindow({ as: person });
    await page.goto(`${place.path}/runs/${id}?tab=logs`);
    await line(page, 100).waitFor();
    await page
      .getByRole("status")
      .filter({ hasText: /^Live$/ })
      .waitFor();
    await send(2, 101, 50);
    await line(page, 150).waitFor();
    await page.getByLabel("Level").selectOption("error");
    await line(page, 149).waitFor({ state: "detached" });
    expect(await page.locator("[data-line]").count()).toBe(3);
    await send(3, 151, 50);
    await line(page, 200).waitFor();
    await program.runs.finish(id, { status: "finished" });
  });
});

describe("overview", () => {
  test("params are a tree, notes are Markdown changed in place, tags come and go", async () => {
    const { page, errors } = await openWindow({ as: stage.person });
    await page.goto(at(stage, "overview"));
    await page.getByRole("button", { name: /^model/ }).click();
    await page.getByText("layers").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Add notes" }).click();
    await page.getByLabel("Notes in Markdown").fill("**bold** <img src=x onerror=alert(1)>");
    await page.getByRole("button", { name: "Save notes" }).click();
    await page.locator("strong", { hasText: "bold" }).waitFor();
    expect(await page.locator("img").count()).toBe(0);
    await page.getByRole("button", { name: "Add tag" }).click();
    await page.getByLabel("Tag as name or name: value").fill("team: vision");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove tag team" }).click();
    await page.getByText("team: vision").waitFor({ state: "detached" });
    expect(errors).toEqual([]);
  });

  test("a run is cancelled, deleted and restored, and a viewer can do none of it", async () => {
    const { program, person, place } = stage;
    const { id } = await program.runs.create({ experiment: "engines", name: "to-be-cancelled" });
    const { page } = await openWindow({ as: person });
    await page.goto(`${place.path}/runs/${id}?tab=overview`);
    await page.getByRole("button", { name: "Cancel run" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel run" }).click();
    await page.getByRole("main").getByText("Cancelled", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Actions for to-be-cancelled" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete run" }).click();
    await page.getByText("This run is in the trash").waitFor();
    await page.getByRole("button", { name: "Restore run" }).click();
    await page.getByText("This run is in the trash").waitFor({ state: "detached" });
    const viewer = await newMember(person, place, "viewer");
    const other = await openWindow({ as: viewer });
    await other.page.goto(`${place.path}/runs/${id}?tab=overview`);
    await other.page.getByRole("heading", { name: "Notes" }).waitFor();
    expect(await other.page.getByRole("button", { name: /Edit|Add|Delete|Actions for/ }).count()).toBe(0);
  });
});

test("files of each kind are shown as what they are", async () => {
  const { program, person, place } = stage;
  const run = await program.run({ experiment: "engines", handleExit: false, environment: false });
  const files: Record<string, string | Uint8Array> = {
    "data/table.csv": `name,x,y\n${Array.from({ length: 250 }, (_, i) => `"row, ${i}",${i},${i * i}`).join("\n")}`,
    "data/lines.jsonl": Array.from({ length: 150 }, (_, i) => JSON.stringify({ i, half: i / 2 })).join("\n"),
    "config.json": JSON.stringify({ model: { layers: [1, 2] } }),
    "README.md": "# About\n\nIt is *well*.",
    "log.txt": "a line of text",
    "dot.png": PIXEL,
    "weights.bin": new Uint8Array(300),
  };
  for (const [path, content] of Object.entries(files))
    await run.artifact(typeof content === "string" ? new TextEncoder().encode(content) : content, { path });
  await run.finish();
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/runs/${run.id}?tab=artifacts`);
  const open = (path: string) => page.locator(`[data-file="${path}"]`).click();
  await open("data/table.csv");
  await page.getByRole("cell", { name: "row, 99" }).waitFor();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.getByRole("cell", { name: "row, 199" }).waitFor();
  await page.getByRole("button", { name: "Chart", exact: true }).click();
  await page.getByLabel("Type").selectOption("bar");
  await page.locator('[data-plot="bar"] canvas').waitFor();
  await open("data/lines.jsonl");
  await page.getByRole("cell", { name: "49.5" }).waitFor();
  await open("config.json");
  await page.getByRole("button", { name: "layers: [2]" }).waitFor();
  await open("README.md");
  await page.getByRole("heading", { name: "About" }).waitFor();
  await open("log.txt");
  await page.getByText("a line of text").waitFor();
  await open("dot.png");
  await expect.poll(() => page.getByRole("img", { name: "dot.png" }).evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
  await open("weights.bin");
  await page.getByText("cannot be shown here").waitFor();
  expect(errors).toEqual([]);
});

test.each(["charts", "overview", "system", "logs", "artifacts", "media", "children", "events"])(
  "%s is accessible in both themes and fits on a phone",
  async (tab) => {
    const { page, errors } = await openWindow({ as: stage.person });
    await page.goto(at(stage, tab));
    await page.getByRole("tab", { selected: true }).waitFor();
    await page.waitForLoadState("networkidle");
    await expect.poll(() => page.getByRole("status", { name: /^Loading/ }).count()).toBe(0);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.waitForFunction((theme) => document.documentElement.classList.contains(theme), colorScheme);
      await expectAccessible(page, colorScheme === "light" ? {} : { rules: ["color-contrast"] });
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await expectFits(page);
    expect(errors).toEqual([]);
  },
);
