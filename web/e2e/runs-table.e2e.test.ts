import { readFile } from "node:fs/promises";
import type { Cairn } from "@cairn/sdk";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { newMember, newPerson, newPlace, newProgram, type Person, type Place } from "./people.ts";
import { expectAccessible, openWindow } from "./support.ts";

/** More than two of the pages in which the table fetches its rows. */
const RUNS = 450;

let person: Person;
let place: Place;
let program: Cairn;

const rowsOf = (page: Page) => page.getByRole("grid", { name: "Runs" }).locator("[data-run]");
const namesOf = (page: Page) => rowsOf(page).getByRole("link").allTextContents();
const total = (page: Page, text: string) => page.getByRole("main").getByRole("status").filter({ hasText: text }).last();
const filterOf = (page: Page) => page.getByRole("combobox", { name: "Filter" });

/** Waits until the page follows what happens: rows are there before it can be used. */
const followed = (page: Page) =>
  page
    .getByRole("status")
    .filter({ hasText: /^Live$/ })
    .waitFor();

/** Opens the table alone, with its rows there and ready to be used. */
async function openTable(query = "", { as = person, at = place.path } = {}) {
  const opened = await openWindow({ as });
  await opened.page.goto(`${at}/runs?layout=table${query}`);
  await rowsOf(opened.page).first().waitFor();
  await followed(opened.page);
  return opened;
}

/** A workspace of its own with a few runs, oldest first. */
async function ownPlace(names: readonly string[]) {
  const at = await newPlace(person);
  const own = await newProgram(person, at);
  const ids: string[] = [];
  for (const [i, name] of names.entries()) {
    const run = await own.runs.create({ experiment: "own", name, params: { lr: (i + 1) / 10, optimizer: i % 2 ? "sgd" : "adam" } });
    await own.runs.finish(run.id);
    ids.push(run.id);
  }
  return { at, own, ids };
}

beforeAll(async () => {
  person = await newPerson();
  place = await newPlace(person);
  program = await newProgram(person, place);
  const numbers = Array.from({ length: RUNS }, (_, i) => i);
  while (numbers.length > 0)
    await Promise.all(
      numbers.splice(0, 15).map(async (i) => {
        const run = await program.runs.create({
          experiment: i % 2 ? "odd" : "even",
          name: `run-${String(i).padStart(3, "0")}`,
          params: { lr: i / 1_000, optimizer: ["adam", "sgd", "lion"][i % 3] ?? "" },
          tags: { team: i < 9 ? "vision" : "speech" },
        });
        if (i < 9)
          await program.runs.log(run.id, {
            writer: "writer-1",
            sequence: 1,
            metrics: [{ key: "loss", steps: [0, 1, 2], times: [1, 2, 3], values: [1, i / 10, 0.9] }],
          });
        await program.runs.finish(run.id);
      }),
    );
}, 120_000);

test("the table shows all runs without ever asking for more, and fetches what comes into view", async () => {
  const { page, errors } = await openTable("&sort=name");
  await total(page, `${RUNS} runs`).waitFor();
  const asked: string[] = [];
  page.on("request", (request) => void (request.url().endsWith("/runs/search") && asked.push(request.postData() ?? "")));
  expect((await namesOf(page))[0]).toBe("run-000");
  expect(await page.getByRole("grid").getAttribute("aria-rowcount")).toBe(String(RUNS + 1));
  await page.getByRole("grid").evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
  await rowsOf(page).filter({ hasText: "run-449" }).waitFor();
  expect(asked.map((body) => (JSON.parse(body) as { offset: number }).offset)).toContain(400);
  // A window of rows, however many there are.
  expect(await rowsOf(page).count()).toBeLessThan(80);
  expect(errors).toEqual([]);
});

test("text and chips are two views of one filter, which the address keeps", async () => {
  const { page, errors } = await openTable("&sort=-name");
  await filterOf(page).fill('tags.team = "vision" and metrics.loss.min < 0.25 and (params.optimizer = "adam" or params.lr > 0.001)');
  await total(page, "2 runs").waitFor();
  await expect.poll(() => namesOf(page)).toEqual(["run-002", "run-000"]);
  await page.getByRole("button", { name: "Remove filter metrics.loss.min < 0.25" }).click();
  await expect.poll(() => filterOf(page).inputValue()).toBe('tags.team = "vision" and (params.optimizer = "adam" or params.lr > 0.001)');
  await page.reload();
  await total(page, "8 runs").waitFor();

  // What only text can say stays text; the form adds to it.
  await page.getByText('params.optimizer = "adam" or params.lr > 0.001', { exact: true }).waitFor();
  await page.getByRole("button", { name: "Add filter" }).click();
  await page.getByRole("option", { name: /^optimizer/ }).click();
  await page.getByRole("combobox", { name: "Operator" }).selectOption("is one of");
  await page.getByRole("checkbox", { name: /^lion/ }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Add filter" }).click();
  await expect.poll(() => filterOf(page).inputValue()).toMatch(/and params\.optimizer in \("lion"\)$/);
  await expect.poll(() => namesOf(page)).toEqual(["run-008", "run-005", "run-002"]);

  await filterOf(page).fill("status = and");
  await page.getByRole("alert").filter({ hasText: "character 10" }).waitFor();
  expect(await filterOf(page).getAttribute("aria-invalid")).toBe("true");
  // A filter that cannot be read changes nothing.
  expect(await namesOf(page)).toEqual(["run-008", "run-005", "run-002"]);
  await page.getByRole("button", { name: "Clear filter" }).click();
  await total(page, `${RUNS} runs`).waitFor();

  await filterOf(page).fill("params.lr > 7");
  await page.getByText("No run matches").waitFor();
  await page.getByRole("main").getByText("Clear filter", { exact: true }).click();
  await total(page, `${RUNS} runs`).waitFor();
  expect(errors).toEqual([]);
});

test("a press on a cell offers its value as a filter, alt takes it at once, and fields are suggested", async () => {
  const { page } = await openTable("&sort=name");
  const cell = (row: number, column: string) => rowsOf(page).nth(row).getByRole("gridcell", { name: column, exact: true });
  await cell(1, "odd").click();
  await page.getByRole("menuitem", { name: "Only runs with odd" }).click();
  await total(page, "225 runs").waitFor();
  expect(await filterOf(page).inputValue()).toBe('experiment = "odd"');
  await cell(1, "adam").click({ modifiers: ["Alt"] });
  await expect.poll(() => filterOf(page).inputValue()).toBe('experiment = "odd" and params.optimizer = "adam"');
  await filterOf(page).fill("");
  await filterOf(page).pressSequentially("opti");
  await page.getByRole("option", { name: "params.optimizer" }).click();
  expect(await filterOf(page).inputValue()).toBe("params.optimizer ");
});

test("a press on a head sorts, shift adds another, and the best value is marked", async () => {
  const { page } = await openTable("&q=tags.team+%3D+%22vision%22&cols=params.optimizer,metrics.loss.min");
  const head = (name: string) => page.getByRole("columnheader").filter({ hasText: name });
  await head("optimizer").getByRole("button").first().click();
  await expect.poll(() => head("optimizer").getAttribute("aria-sort")).toBe("ascending");
  await head("loss")
    .getByRole("button")
    .first()
    .click({ modifiers: ["Shift"] });
  await expect.poll(() => namesOf(page)).toEqual([0, 3, 6, 2, 5, 8, 1, 4, 7].map((i) => `run-00${i}`));
  expect(new URL(page.url()).searchParams.get("sort")).toBe("params.optimizer,metrics.loss.min");
  await rowsOf(page).filter({ hasText: "run-000" }).getByText("(best)").waitFor({ state: "attached" });
  expect(await page.getByText("(best)").count()).toBe(1);
});

test("columns are hidden, moved and made wider, and the browser remembers them", async () => {
  const { page } = await openTable();
  await page.getByRole("button", { name: "Columns", exact: true }).click();
  await page.getByRole("button", { name: "Hide experiment" }).click();
  await page.getByRole("textbox", { name: "Search columns" }).fill("team");
  await page.getByRole("button", { name: "tags.team" }).click();
  await page.getByRole("button", { name: "Pin tags.team" }).click();
  await page.getByRole("textbox", { name: "Search columns" }).fill("");
  // By keyboard: take hold, one place up, let go.
  await page.getByRole("button", { name: "Move duration" }).focus();
  for (const key of ["Space", "ArrowUp", "Space"]) {
    await page.keyboard.press(key);
    await page.waitForFunction(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))));
  }
  await page.keyboard.press("Escape");
  const width = page.getByRole("separator", { name: "Width of Param lr" });
  const before = Number(await width.getAttribute("aria-valuenow"));
  await width.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => width.getAttribute("aria-valuenow")).toBe(String(before + 32));

  await page.goto(`${place.path}/runs`);
  await rowsOf(page).first().waitFor();
  const heads = (await page.getByRole("columnheader").allTextContents()).map((text) => text.trim());
  expect(heads.slice(0, 2)).toEqual(["Run", "team"]);
  expect(heads).not.toContain("Experiment");
  expect(await width.getAttribute("aria-valuenow")).toBe(String(before + 32));
});

test("groups tell what their runs come to, and open into them", async () => {
  const { page } = await openTable("&cols=metrics.loss.min&q=tags.team+%3D+%22vision%22");
  await page.getByRole("button", { name: "Group", exact: true }).click();
  await page.getByRole("option", { name: /^optimizer/ }).click();
  await total(page, "9 runs in 3 groups").waitFor();
  const group = page.getByRole("row").filter({ hasText: "sgd" });
  expect(await group.textContent()).toContain("min0.1");
  await group.click();
  await expect.poll(() => namesOf(page)).toEqual(["run-007", "run-004", "run-001"]);
  expect(new URL(page.url()).searchParams.get("group")).toBe("params.optimizer");
  await expectAccessible(page);
});

test("runs are selected in a range, tagged, moved to the trash and taken back", async () => {
  const { at, own, ids } = await ownPlace(["a", "b", "c", "d", "e"]);
  const { page, errors } = await openTable("&sort=name", { at: at.path });
  const box = (name: string) => page.getByRole("checkbox", { name: `Select ${name}`, exact: true });
  await box("b").click();
  await box("d").click({ modifiers: ["Shift"] });
  const bar = page.getByRole("region", { name: "Selected runs" });
  await bar.getByText("3 selected").waitFor();
  await expectAccessible(page);
  await bar.getByRole("button", { name: "Tag" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("kept");
  await page.getByRole("dialog").getByLabel("Value").fill("yes");
  await page.getByRole("button", { name: "Set tag" }).click();
  await page.getByText("3 runs tagged").waitFor();
  expect((await own.runs.search({ filter: 'tags.kept = "yes"' })).total).toBe(3);

  await bar.getByRole("button", { name: "Delete" }).click();
  await total(page, "2 runs").waitFor();
  await expect.poll(() => namesOf(page)).toEqual(["a", "e"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await total(page, "5 runs").waitFor();
  expect((await own.runs.get(ids[1] ?? "")).deleted_at).toBeNull();

  await box("a").click();
  await bar.getByRole("button", { name: "Delete" }).click();
  await total(page, "4 runs").waitFor();
  await page.getByRole("button", { name: /^Trash/ }).click();
  await expect.poll(() => namesOf(page)).toEqual(["a"]);
  await box("a").click();
  await bar.getByRole("button", { name: "Restore" }).click();
  await page.getByText("The trash is empty").waitFor();
  expect((await own.runs.get(ids[0] ?? "")).deleted_at).toBeNull();
  expect(errors).toEqual([]);
});

test("the CSV holds every run that matches, with what the table shows", async () => {
  const { at, own } = await ownPlace(["plain", "=1+1"]);
  await own.runs.create({ experiment: "own", name: 'with "quotes", and more', params: { lr: 1 / 3 } });
  const { page } = await openTable("&sort=name&cols=params.lr,params.optimizer", { at: at.path });
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export as CSV" }).click()]);
  const text = await readFile(await download.path(), "utf8");
  expect(
    text
      .replace(/^\uFEFF/, "")
      .trimEnd()
      .split("\r\n"),
  ).toEqual(["name,params.lr,params.optimizer", '"\'=1+1",0.2,sgd', "plain,0.1,adam", `"with ""quotes"", and more",${1 / 3},`]);
});

test("keys move, select, search, help and open", async () => {
  const { page } = await openTable("&sort=name");
  const active = page.locator("[data-run][data-active=true]");
  for (const key of ["j", "j", "k", "j", "x", "j", "j", "Shift+X"]) await page.keyboard.press(key);
  await page.getByText("3 selected").waitFor();
  await expect.poll(() => active.getByRole("link").textContent()).toBe("run-003");
  await page.keyboard.press("Escape");
  await page.getByText("3 selected").waitFor({ state: "hidden" });
  await page.keyboard.press("v");
  await expect.poll(() => active.getByRole("button", { name: "Draw run-003" }).getAttribute("aria-pressed")).toBe("false");
  await page.keyboard.press("e");
  await page.getByRole("dialog", { name: /^Edit run/ }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).getByText("Write a filter").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.keyboard.press("/");
  await expect.poll(() => filterOf(page).evaluate((input) => document.activeElement === input)).toBe(true);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "run-003" }).waitFor();
});

test("a view is saved, shared and opened by others; one opens first where it was chosen to", async () => {
  const { at } = await ownPlace(["a", "b", "c"]);
  const { page } = await openTable("&q=params.optimizer+%3D+%22adam%22", { at: at.path });
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save as new view…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Adam alone");
  await page.getByRole("checkbox", { name: "Share it" }).check();
  await page.getByRole("button", { name: "Save view" }).click();
  const menu = page.getByRole("button", { name: "View Adam alone" });
  await menu.click();
  await page.getByRole("menuitem", { name: "Open it first" }).click();
  await page.getByText("Adam alone opens first now").waitFor();
  const viewer = await newMember(person, at, "viewer");
  const other = await openWindow({ as: viewer });
  await other.page.goto(`${at.path}/runs`);
  await total(other.page, "2 runs").waitFor();
  await other.page.getByRole("button", { name: "View Adam alone" }).waitFor();
  // Nothing is offered that would be refused.
  await other.page.getByRole("checkbox", { name: "Select a", exact: true }).click();
  expect(await other.page.getByRole("button", { name: "Delete" }).count()).toBe(0);
});

test("a personal view is its owner's alone: opened, changed, left, deleted; others see what is shared", async () => {
  const { at } = await ownPlace(["a", "b", "c"]);
  await person.api.views.create({ page: "runs", name: "For all", scope: "shared", state: { q: 'name = "c"' } }, at);
  const { page, errors } = await openTable("&sort=name&q=name+%3D+%22a%22", { at: at.path });
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save as new view…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Mine");
  await page.getByRole("button", { name: "Save view" }).click();
  const menu = page.getByRole("button", { name: /^View Mine/ });
  const choose = async (item: string) => {
    await menu.click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await menu.waitFor();
  await page.getByPlaceholder(/^Filter runs/).fill('name != "a"');
  await page.keyboard.press("Enter");
  await total(page, "2 runs").waitFor();
  await page.getByRole("button", { name: "View Mine, changed" }).waitFor();
  await choose("Save changes to Mine");
  await page.getByText("View Mine updated").waitFor();
  await choose("Leave the view");
  await page.goto(`${at.path}/runs?layout=table`);
  await total(page, "3 runs").waitFor();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Mine" }).click();
  await expect.poll(() => namesOf(page)).toEqual(["b", "c"]);

  const viewer = await newMember(person, at, "viewer");
  const other = await openWindow({ as: viewer });
  await other.page.goto(`${at.path}/runs?layout=table`);
  await other.page.getByRole("button", { name: "Views" }).click();
  await other.page.getByRole("menuitem", { name: "For all" }).waitFor();
  expect(await other.page.getByRole("menuitem", { name: "Mine" }).count()).toBe(0);
  await other.page.getByRole("menuitem", { name: "For all" }).click();
  await expect.poll(() => namesOf(other.page)).toEqual(["c"]);

  await choose("Delete view");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "For all" }).waitFor();
  expect(await page.getByRole("menuitem", { name: "Mine" }).count()).toBe(0);
  expect(errors).toEqual([]);
});

test("charts without the table say that they are live, and name the runs that they draw, new ones too", async () => {
  const { at, own } = await ownPlace(["first"]);
  const { page } = await openWindow({ as: person });
  const first = await own.runs.create({ experiment: "own", name: "with-a-curve" });
  await own.runs.log(first.id, {
    writer: "writer-1",
    sequence: 1,
    metrics: [{ key: "loss", steps: [0, 1], times: [1, 2], values: [2, 1] }],
  });
  await page.goto(`${at.path}/runs?layout=charts`);
  const legend = page.getByRole("list", { name: "Runs that are drawn" });
  await legend.getByText("with-a-curve").waitFor();
  await page
    .getByRole("status")
    .filter({ hasText: /^Live$/ })
    .waitFor();
  await own.runs.create({ experiment: "own", name: "third" });
  await legend.getByText("third").waitFor();
});

test("charts whose metrics cannot be loaded say so, and are there when they are asked for again", async () => {
  const { at, own } = await ownPlace(["first"]);
  const { id } = await own.runs.create({ experiment: "own", name: "with-a-curve" });
  await own.runs.log(id, { writer: "writer-1", sequence: 1, metrics: [{ key: "loss", steps: [0, 1], times: [1, 2], values: [2, 1] }] });
  const { page } = await openWindow({ as: person });
  const searches = "**/runs/search";
  // What the runs logged is asked for by their ids; the table's own question goes through.
  await page.route(searches, (route) =>
    route.request().postData()?.includes("id in (") ? route.abort("connectionrefused") : route.fallback(),
  );
  await page.goto(`${at.path}/runs?layout=charts`);
  await page.getByText("Could not load what these runs logged").waitFor();
  await page.unroute(searches);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("figure", { name: "loss" }).waitFor();
});

test("what happens appears by itself, unless the page was told to hold still", async () => {
  const { at, own } = await ownPlace(["first"]);
  const { page } = await openTable("", { at: at.path });
  const run = await own.runs.create({ experiment: "own", name: "second" });
  await total(page, "2 runs").waitFor();
  await rowsOf(page).filter({ hasText: "second" }).getByText("Running").waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Pause changes" }).click();
  await page.getByRole("status").filter({ hasText: "Paused" }).waitFor();
  await own.runs.finish(run.id);
  const witness = await openTable("", { at: at.path });
  await rowsOf(witness.page).filter({ hasText: "second" }).getByText("Finished").waitFor({ state: "attached" });
  expect(await rowsOf(page).filter({ hasText: "second" }).getByText("Running").count()).toBe(1);
  await page.getByRole("button", { name: "Follow changes again" }).click();
  await rowsOf(page).filter({ hasText: "second" }).getByText("Finished").waitFor({ state: "attached" });
});
