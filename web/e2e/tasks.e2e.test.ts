import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cairn } from "@cairn/sdk";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { build, folder, makeEnvironment, task } from "../../sdk/src/tasks/index.ts";
import { newPerson, newPlace, newProgram, type Person, type Place } from "./people.ts";
import { openWindow } from "./support.ts";
import { fillTasks, newTask, type TaskWorld } from "./task-world.ts";

let person: Person;
let place: Place;
let program: Cairn;
let world: TaskWorld;

beforeAll(async () => {
  person = await newPerson();
  place = await newPlace(person);
  program = await newProgram(person, place);
  world = await fillTasks(program);
});

test("a build is read as graph, table and timeline with one choice for all; fan-outs are folded", async () => {
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/builds`);
  await page
    .getByRole("row", { name: /nightly-gentoo/ })
    .getByText("of 82")
    .waitFor();
  await page.getByRole("link", { name: "nightly-gentoo" }).click();

  await page.getByRole("button", { name: "Code and environment" }).click();
  const code = page.getByRole("dialog", { name: "Code and environment" });
  await code.getByText("node penguins.ts --folds 40").waitFor();
  await code.getByRole("button", { name: "Show changes" }).click();
  await page.getByText("const folds = 40;").waitFor();
  await page.keyboard.press("Escape");
  await code.getByText("Changes that were not committed").waitFor();
  await page.keyboard.press("Escape");

  const fold = page.getByRole("button", { name: /^CleanFold 40 of 40 done/ });
  await fold.waitFor();
  expect(await page.locator(".react-flow__node").count()).toBeLessThan(20);
  await fold.click();
  await page.getByRole("button", { name: "Unfold 40 tasks" }).click();
  await expect.poll(() => page.locator(".react-flow__node").count()).toBeGreaterThan(20);

  await page.getByRole("button", { name: /^Failed/ }).click();
  const rows = page.getByRole("table", { name: "Tasks of the build" }).locator("[data-line]");
  await expect.poll(() => rows.count()).toBe(1);
  await rows.getByRole("button").click();
  const panel = page.getByRole("complementary", { name: "Chosen task" });
  await panel.getByText("RangeError: the loss is not a number").waitFor();
  expect(new URL(page.url()).searchParams.get("task")).toBe(world.failed.id);
  await page.locator(".react-flow__node .outline-primary").waitFor();

  await page.getByRole("button", { name: "Timeline" }).click();
  await page.getByText(/^Critical path: /).waitFor();
  await panel
    .getByRole("region", { name: /^Needs/ })
    .getByRole("button")
    .first()
    .click();
  await panel.getByRole("link", { name: "Open" }).click();
  await page.getByRole("heading", { name: "CleanFold" }).waitFor();
  expect(errors).toEqual([]);
});

test("a build moves while it is looked at, and is cancelled and overridden with a reason", async () => {
  const at = await newPlace(person);
  const own = await newProgram(person, at);
  const tasks = [newTask("One", { n: 1 }), newTask("Two", { n: 2 })];
  const build = await own.builds.create({ name: "moving" });
  await own.tasks.register(tasks, { build: build.id });
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${at.path}/builds/${build.id}`);
  await page.getByText("Live", { exact: true }).waitFor();
  const row = page.getByRole("row", { name: /^One/ });
  await row.getByText("Pending").waitFor();
  await own.builds.report(build.id, [{ task: tasks[0]?.id ?? "", type: "started" }]);
  await row.getByText("Running").waitFor();

  await page.getByRole("button", { name: "Cancel build" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel build" }).click();
  await page.getByRole("main").getByText("Cancelled").first().waitFor();
  await page.getByRole("button", { name: "Actions for moving" }).click();
  await page.getByRole("menuitem", { name: "Override status…" }).click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.getByRole("button", { name: "Override status" }).isDisabled()).toBe(true);
  await dialog.getByLabel("Reason").fill("the rest is not needed");
  await dialog.getByRole("button", { name: "Override status" }).click();
  await page.getByText(/Ada Lovelace set this status by hand .*the rest is not needed/).waitFor();
  expect((await own.builds.get(build.id)).status).toBe("success");
  expect(errors).toEqual([]);
});

test("tasks are searched by chips with suggestions and by pressing values; columns are chosen; all of it is in the address", async () => {
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/tasks`);
  const grid = page.getByRole("grid", { name: "Tasks" });
  await grid
    .getByRole("link", { name: "🐧 all penguins" })
    .or(grid.getByRole("link", { name: "Summarize" }))
    .first()
    .waitFor();
  await page.keyboard.press("/");
  const search = page.getByRole("combobox", { name: "Search tasks" });
  await search.fill("params.model.de");
  await page.getByRole("option", { name: /^params\.model\.depth:/ }).click();
  await page.getByRole("option", { name: /^params\.model\.depth:>:/ }).click();
  await search.press("End");
  await page.keyboard.type("4");
  await page.keyboard.press("Enter");
  await page
    .getByRole("main")
    .getByText(/^13 tasks$/)
    .waitFor();
  expect(new URL(page.url()).searchParams.get("q")).toBe("params.model.depth:>:4");

  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("button", { name: "tag.team", exact: true }).click();
  await page.keyboard.press("Escape");
  await grid.getByRole("button", { name: "vision" }).first().click();
  await page.waitForURL(/tag.team/);
  await page.getByRole("button", { name: "Remove condition tag.team is vision" }).click();
  await grid
    .getByRole("button", { name: "vision" })
    .first()
    .click({ modifiers: ["Shift"] });
  await page.getByRole("button", { name: "Remove condition tag.team is not vision" }).waitFor();
  await page.reload();
  await page.getByRole("columnheader", { name: "tag.team" }).waitFor();

  await page.goto(`${place.path}/tasks?q=${encodeURIComponent("type:=:penguins.LoadPenguins")}`);
  await search.fill("params.");
  await page.getByRole("option", { name: /^params\.year:/ }).waitFor();
  await page.getByRole("option", { name: /^params\.model\.depth:/ }).waitFor({ state: "detached" });

  await search.fill("params.model.depth:oops:1");
  await page.keyboard.press("Enter");
  await page
    .getByRole("alert")
    .getByText(/after the key comes one of/)
    .waitFor();
  expect(errors).toEqual([]);
});

test("a task tells what it is, why, and what it logged and reported; it is labelled, invalidated, deleted and restored", async () => {
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/tasks/${world.done.id}`);
  await page.getByRole("heading", { name: "TrainTree" }).waitFor();
  await page.getByText("depth", { exact: true }).waitFor();
  await page
    .getByRole("link", { name: /^task / })
    .first()
    .click();
  await page.getByRole("heading", { name: "CleanFold" }).waitFor();
  await page.goBack();

  await page.getByRole("tab", { name: "Logs" }).click();
  await page.getByText("epoch 7", { exact: true }).waitFor();
  await page.getByRole("tab", { name: /Reports/ }).click();
  await page.getByRole("button", { name: "summary" }).click();
  await page.getByRole("heading", { name: "Accuracy: 0.93" }).waitFor();
  await page.getByRole("tab", { name: "Events" }).click();
  await page.getByText("computed it").waitFor();
  await page.goto(`${place.path}/tasks/${world.done.id}?with=${world.failed.id}`);
  await page.getByRole("row", { name: /params\.model\.depth/ }).waitFor();

  await page.getByRole("tab", { name: "Overview" }).click();
  await page.getByRole("button", { name: "Edit label" }).click();
  await page.getByLabel("Label").fill("baseline");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "baseline" }).waitFor();

  await page.getByRole("button", { name: "Run again" }).click();
  await page.getByText("await build([").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Actions for baseline" }).click();
  await page.getByRole("menuitem", { name: "Invalidate…" }).click();
  await page.getByRole("dialog").getByText("Nothing that needs it is complete.").waitFor();
  await page.getByRole("button", { name: "Invalidate" }).click();
  await page
    .getByRole("button", { name: /^Absent: there is nothing to load/ })
    .first()
    .waitFor();

  await page.getByRole("button", { name: "Actions for baseline" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete task" }).click();
  await page.getByText("This task is in the trash").waitFor();
  await page.getByRole("button", { name: "Restore task" }).click();
  await page.getByText("This task is in the trash").waitFor({ state: "hidden" });
  expect(errors).toEqual([]);
});

test("types are listed and drawn; a form writes the code of a new task; a clean-up is previewed and confirmed", async () => {
  const at = await newPlace(person);
  const own = await newProgram(person, at);
  await fillTasks(own, 6);
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${at.path}/tasks/graph`);
  await page.getByRole("button", { name: /^TrainTree 1 6 tasks, orphan/ }).waitFor();
  await page.getByRole("link", { name: "Types" }).click();
  await page
    .getByRole("row", { name: /TrainTree/ })
    .getByText("orphan")
    .waitFor();
  const types = page.getByRole("region", { name: "Task types" });
  const heads = async () => (await types.getByRole("rowheader").allTextContents()).map((text) => text.replace("penguins.", ""));
  await types.getByRole("button", { name: "Tasks", exact: true }).click();
  expect((await heads()).slice(2)).toEqual(["LoadPenguins", "Summarize"]);
  await types.getByRole("button", { name: "Type", exact: true }).click();
  expect(await heads()).toEqual(["CleanFold", "LoadPenguins", "Summarize", "TrainTree"]);
  await page.getByRole("button", { name: "New task of penguins.LoadPenguins" }).click();
  await page.getByLabel("year", { exact: true }).fill("2008");
  await page.getByText("await build([LoadPenguins({ year: 2008 })]);").waitFor();
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "Clean up" }).click();
  await page.getByRole("checkbox", { name: /^Old/ }).click();
  await page.getByRole("checkbox", { name: /^Unreferenced/ }).click();
  await page.getByRole("checkbox", { name: /^Failed/ }).click();
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("button", { name: "Clean up 1 task…" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("textbox").fill(at.workspace);
  await dialog.getByRole("button", { name: "Clean up" }).click();
  await page.getByText(/^1 task with .* moved to the trash\.$/).waitFor();
  expect((await own.tasks.list({ lifecycle: "deleted" }).toArray()).length).toBe(1);
  expect(errors).toEqual([]);
});

test("an output that lies in files of a run is looked into on the page of its task; of another it is said where it lies", async () => {
  const run = await program.runs.create({ experiment: "outputs" });
  const environment = makeEnvironment({ root: `cairn://${run.id}/tasks`, cairn: program });
  const table = task("table", {
    output: z.array(z.object({ species: z.string(), mass_g: z.number() })),
    run: () => [
      { species: "Adelie", mass_g: 3_750 },
      { species: "Gentoo", mass_g: 5_076 },
    ],
  });
  const pages = task("pages", {
    output: folder(),
    run: async (_, ctx) => {
      const path = await ctx.temporaryFolder();
      await writeFile(join(path, "first.md"), "# Chapter one");
      await writeFile(join(path, "second.txt"), "Chapter two");
      return path;
    },
  });
  const summary = await build([table(), pages()], { environment, handleSignals: false });
  expect(summary.failures.map(({ failure }) => failure)).toEqual([]);

  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/tasks/${table().id}`);
  const output = page.getByRole("region", { name: "What is in the output" });
  await output.getByRole("cell", { name: "Gentoo" }).waitFor();
  await page.goto(`${place.path}/tasks/${pages().id}`);
  await output.getByRole("heading", { name: "Chapter one" }).waitFor();
  await output.getByRole("combobox", { name: "File of the output" }).selectOption("second.txt");
  await output.getByText("Chapter two").waitFor();
  const near = task("near", { output: z.number(), run: () => 1 });
  await using disk = await mkdtempDisposable(join(tmpdir(), "cairn-near-"));
  await build(near(), { environment: makeEnvironment({ root: join(disk.path, "tasks"), cairn: program }), handleSignals: false });
  await page.goto(`${place.path}/tasks/${near().id}`);
  await output.getByText("It lies in a place that programs reach").waitFor();
  expect(errors).toEqual([]);
});
