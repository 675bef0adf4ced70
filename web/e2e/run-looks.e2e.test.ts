import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { root } from "../../scripts/stack/paths.ts";
import { stack } from "../../workers/test/support/stack.ts";
import { newPerson, newPlace, newProgram } from "./people.ts";
import { openWindow } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "cairn-repository-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], { cwd: folder, stdio: "pipe" });

test("the overview tells code, uncommitted changes, machine and packages of a program in a real repository", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const { secret } = await person.api.keys.create({ name: "p" }, { organization: place.organization });
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: { "node_modules/zod": { version: "4.1.2" } } }));
  writeFileSync(join(folder, "größe.txt"), "one\n");
  writeFileSync(
    join(folder, "train.mjs"),
    `import { Cairn } from ${JSON.stringify(pathToFileURL(join(root, "sdk/dist/index.js")).href)};
     const run = await new Cairn().run({ experiment: "e", name: "dirty", console: false });
     await run.finish();
     console.log(run.id, process.pid);`,
  );
  git("init", "--quiet", "--initial-branch=main");
  git("config", "diff.mnemonicPrefix", "true");
  git("remote", "add", "origin", "https://ada:secret@github.com/acme/train.git");
  git("add", "--all");
  git("commit", "--quiet", "--message=first");
  writeFileSync(join(folder, "größe.txt"), "<b>two</b>\n");
  const env = {
    ...process.env,
    CAIRN_URL: stack().origin,
    CAIRN_TOKEN: secret,
    CAIRN_ORG: place.organization,
    CAIRN_WORKSPACE: place.workspace,
  };
  const [id, pid] = execFileSync(process.execPath, ["train.mjs", "--epochs", "3"], { cwd: folder, env }).toString().trim().split(" ");

  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/runs/${id}?tab=overview`);
  await page.getByRole("button", { name: "Show changes" }).click();
  const changes = page.getByRole("dialog").getByRole("region", { name: "Changes", exact: true });
  const file = changes.getByRole("region", { name: "Changes of größe.txt" });
  await file.getByRole("row", { name: "<b>two</b>" }).waitFor();
  await file.getByRole("row", { name: "one" }).waitFor();
  await page.keyboard.press("Escape");
  await changes.waitFor({ state: "detached" });
  const fact = (name: string) => page.getByRole("main").getByText(name, { exact: true }).locator("xpath=following-sibling::*");
  await fact("Process")
    .getByText(pid ?? "", { exact: true })
    .waitFor();
  await fact("Branch").getByText("main").waitFor();
  await fact("Host").waitFor();
  expect(await page.content()).not.toContain("secret@");
  await page.getByRole("main").getByText("Packages").click();
  await page.getByLabel("Search packages").fill("zo");
  await page.getByText("4.1.2").waitFor();
  expect(errors).toEqual([]);
});

const eye = (page: Page, name: string) => page.getByRole("button", { name: `Draw ${name}` });
const dot = (page: Page, name: string) =>
  page
    .getByRole("button", { name: `Colour of ${name}` })
    .locator("span")
    .getAttribute("style");

test("a run keeps its eye over a reload, and its chosen colour also on other pages", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  const ids: string[] = [];
  for (const name of ["one", "two"]) {
    const { id } = await program.runs.create({ experiment: "e", name });
    await program.runs.log(id, {
      writer: "writer-1",
      sequence: 1,
      metrics: [{ key: "loss", steps: [0, 1], times: [0, 1], values: [1, 2] }],
    });
    await program.runs.finish(id);
    ids.push(id);
  }
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/runs`);
  await eye(page, "one").click();
  await expect.poll(() => eye(page, "one").getAttribute("aria-pressed")).toBe("false");
  await page.getByRole("button", { name: "Colour of two" }).click();
  await page.getByRole("button", { name: "Colour 7", exact: true }).click();
  await expect.poll(() => dot(page, "two")).toContain("--chart-7");
  await page.waitForURL(/off=1/);
  await page.reload();
  await expect.poll(() => dot(page, "two")).toContain("--chart-7");
  expect(await eye(page, "one").getAttribute("aria-pressed")).toBe("false");

  // Somewhere on the drawing of a run's own page there is the chosen colour.
  const colours = async () => {
    const wanted = await page.evaluate(() => {
      const context = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
      context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--chart-7");
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data].join();
    });
    return page.evaluate((colour) => {
      const lines = document.querySelectorAll<HTMLCanvasElement>("[data-drawn-range] canvas")[1];
      const data = lines?.getContext("2d")?.getImageData(0, 0, lines.width, lines.height).data ?? new Uint8ClampedArray();
      for (let i = 0; i < data.length; i += 4) if ([...data.subarray(i, i + 4)].join() === colour) return true;
      return false;
    }, wanted);
  };
  await page.goto(`${place.path}/runs/${ids[1]}`);
  await expect.poll(colours).toBe(true);
  await page.goto(`${place.path}/compare?runs=${ids.join(",")}`);
  await expect.poll(colours).toBe(true);
  expect(errors).toEqual([]);
});

test.each(["desk", "phone"] as const)("on a %s, notes leave the actions on selected runs free", async (size) => {
  const person = await newPerson();
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  for (const name of ["one", "two"]) await program.runs.finish((await program.runs.create({ experiment: "e", name })).id);
  const { page } = await openWindow({ as: person, size });
  await page.goto(`${place.path}/runs?layout=table`);
  await page.getByRole("checkbox", { name: "Select one" }).click();
  const bar = page.getByRole("region", { name: "Selected runs" });
  await bar.getByRole("button", { name: "Tag" }).click();
  await page.getByRole("dialog").getByRole("textbox").first().fill("best");
  await page.getByRole("dialog").getByRole("button", { name: "Set tag" }).click();
  await page.locator("[data-sonner-toast]").waitFor();
  if (!(await bar.isVisible())) await page.getByRole("checkbox", { name: "Select two" }).click();
  const [note, actions] = [await page.locator("[data-sonner-toast]").boundingBox(), await bar.boundingBox()];
  expect((note?.y ?? 0) + (note?.height ?? 0)).toBeLessThanOrEqual(actions?.y ?? 0);
});

test("runs of a group are one line, their mean, with a band that holds all of them", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  const steps = Array.from({ length: 101 }, (_, step) => step);
  for (const [group, value] of [
    ["a", 1],
    ["a", 3],
    ["b", 10],
    ["b", 20],
  ] as const) {
    const { id } = await program.runs.create({ experiment: "e", group });
    const values = steps.map(() => value);
    await program.runs.log(id, { writer: "writer-1", sequence: 1, metrics: [{ key: "loss", steps, times: steps, values }] });
    await program.runs.finish(id);
  }
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/runs?layout=charts&chart_group=range`);
  await page.locator("[data-drawn-range]").waitFor();
  await page.getByRole("figure", { name: "loss" }).locator(".u-over").hover();
  const tip = page.locator("[data-tooltip]");
  await tip.getByText("a (2)").waitFor();
  await tip.getByText("b (2)").waitFor();
  expect(await tip.getByRole("row", { includeHidden: true }).allTextContents()).toEqual(["b (2)1510 … 20", "a (2)21 … 3"]);
  expect(errors).toEqual([]);
});
