import type { Cairn } from "@cairn/sdk";
import { beforeAll, expect, test } from "vitest";
import { newMember, newPerson, newPlace, newProgram, type Person, type Place } from "./people.ts";
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

test("arrows lead through a graph, Enter chooses and opens, Escape closes, + - 0 zoom, and the help says so", async () => {
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/builds/${world.build}`);
  const graph = page.locator(".react-flow");
  const fold = graph.getByRole("button", { name: /^CleanFold 40 of 40 done/ });
  await fold.waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  await graph.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(focused).toMatch(/all penguins/);
  await page.keyboard.press("ArrowRight");
  await expect.poll(focused).toMatch(/CleanFold/);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(focused).toMatch(/all penguins/);

  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const unfold = page.getByRole("button", { name: "Unfold 40 tasks" });
  await unfold.waitFor();
  await page.keyboard.press("Escape");
  await unfold.waitFor({ state: "hidden" });
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await page.getByRole("complementary", { name: "Chosen task" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("complementary", { name: "Chosen task" }).waitFor({ state: "hidden" });

  const scale = () => graph.locator(".react-flow__viewport").evaluate((view) => new DOMMatrix(getComputedStyle(view).transform).a);
  const whole = await scale();
  await page.keyboard.press("-");
  await expect.poll(scale).toBeLessThan(whole);
  const small = await scale();
  await page.keyboard.press("+");
  await expect.poll(scale).toBeGreaterThan(small);
  await page.keyboard.press("-");
  await page.keyboard.press("0");
  await expect.poll(scale).toBeCloseTo(whole, 3);

  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Nearer, farther, all of it").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await graph.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(focused).toMatch(/all penguins/);
  await page.keyboard.press("Enter");
  await page.getByRole("complementary", { name: "Chosen task" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /all penguins/ }).waitFor();
  expect(errors).toEqual([]);
});

test("the graph of a build is fetched once, ahead of the page's code, and then only what changed", async () => {
  const at = await newPlace(person);
  const own = await newProgram(person, at);
  const task = newTask("One", { n: 1 });
  const build = await own.builds.create({ name: "once" });
  await own.tasks.register([task], { build: build.id });
  const { page, errors } = await openWindow({ as: person });
  const asked: string[] = [];
  page.on("request", (request) => {
    if (/\/builds\/bld_[^/]+\/(graph|tasks)/.test(request.url())) asked.push(new URL(request.url()).pathname.split("/").at(-1) ?? "");
  });
  const answered = page.waitForResponse((response) => response.url().includes(`/builds/${build.id}/tasks?since=`));
  await page.goto(`${at.path}/builds/${build.id}`);
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("row", { name: /^One/ }).getByText("Pending").waitFor();
  await answered;
  await own.builds.report(build.id, [{ task: task.id, type: "started" }]);
  await page.getByRole("row", { name: /^One/ }).getByText("Running").waitFor();
  expect(asked.filter((part) => part === "graph")).toHaveLength(1);
  // A task that came later is no change of those that are known.
  const later = newTask("Two", { n: 2 });
  await own.tasks.register([later], { build: build.id });
  await page.getByRole("row", { name: /^Two/ }).waitFor();
  expect(errors).toEqual([]);
});

test("without the live socket the pages of builds and tasks follow by asking", async () => {
  const at = await newPlace(person);
  const own = await newProgram(person, at);
  const task = newTask("One", { n: 1 });
  const build = await own.builds.create({ name: "polled" });
  await own.tasks.register([task], { build: build.id });
  const { page, context } = await openWindow({ as: person });
  await page.routeWebSocket(/\/live$/, (socket) => socket.close());
  await page.goto(`${at.path}/builds/${build.id}`);
  const row = page.getByRole("row", { name: /^One/ });
  await row.getByText("Pending").waitFor();
  await own.builds.report(build.id, [{ task: task.id, type: "started" }]);
  await row.getByText("Running").waitFor();

  const list = await context.newPage();
  await list.routeWebSocket(/\/live$/, (socket) => socket.close());
  await list.goto(`${at.path}/builds`);
  await list.getByRole("link", { name: "polled" }).waitFor();
  await own.builds.create({ name: "made-meanwhile" });
  await list.getByRole("link", { name: "made-meanwhile" }).waitFor();
  await list.goto(`${at.path}/tasks/${task.id}`);
  await list.getByRole("heading", { name: "One" }).waitFor();
  await own.tasks.update(task.id, { label: "named meanwhile" });
  await list.getByRole("heading", { name: "named meanwhile" }).waitFor();
});

test("who may only read finds no action that would be refused", async () => {
  const viewer = await newMember(person, place, "viewer");
  const { page, errors } = await openWindow({ as: viewer });
  const refused: string[] = [];
  page.on("response", (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
  });
  const none = (name: string | RegExp) => expect.poll(() => page.getByRole("button", { name }).count(), { message: String(name) }).toBe(0);
  await page.goto(`${place.path}/builds/${world.build}`);
  await page.getByRole("button", { name: /^CleanFold 40 of 40 done/ }).waitFor();
  await none("Cancel build");
  await none(/^Actions for/);

  await page.goto(`${place.path}/tasks/${world.done.id}`);
  await page.getByRole("heading", { name: "TrainTree" }).waitFor();
  await page.getByRole("button", { name: "Run again" }).waitFor();
  for (const name of [/^Actions for/, "Edit label", /tag/i]) await none(name);
  for (const tab of ["Graph", "Logs", "Reports", "Compare", "Events"]) {
    await page.getByRole("tab", { name: tab }).click();
    for (const name of [/^(Invalidate|Delete|Override|Save|Add|Remove)/]) await none(name);
  }
  await page.goto(`${place.path}/tasks/clean-up`);
  await page.getByText("Only those who may write in this workspace can clean up.").waitFor();
  for (const name of ["Preview", /^Clean up/]) await none(name);
  await page.goto(`${place.path}/tasks/types`);
  await page.getByRole("row", { name: /^penguins.LoadPenguins/ }).waitFor();
  expect(refused).toEqual([]);
  expect(errors).toEqual([]);
});

test("a sweep goes out from a task: values are chosen, what there is of each task is told, the code builds them", async () => {
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/tasks/${world.done.id}`);
  await page.getByRole("button", { name: "Sweep" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Vary model.depth" }).click();
  await dialog.getByRole("textbox", { name: "model.depth" }).fill("3..5");
  // Of the depths of the first fold only 3 was ever asked for.
  await dialog.getByText("3 tasks: 1 success, 2 not registered. A build computes 2.").waitFor();
  await dialog.getByRole("link", { name: world.done.id.slice(0, 10) }).waitFor();
  await dialog.getByRole("button", { name: "Vary model.criterion" }).click();
  await dialog.getByRole("textbox", { name: "model.criterion" }).fill("gini, entropy");
  await dialog.getByText("6 tasks: 1 success, 5 not registered. A build computes 5.").waitFor();
  const code = dialog.getByRole("region", { name: "sweep", exact: true });
  await code.getByText("depth: [3, 4, 5],").waitFor();
  expect(await code.textContent()).toContain("model: { criterion, depth }");
  await dialog.getByText("npx cairn build start sweep.ts").waitFor();

  await dialog.getByRole("textbox", { name: "model.depth" }).fill("3..");
  await dialog.getByRole("alert").getByText("It must be a number.").waitFor();
  await dialog.getByRole("textbox", { name: "model.depth" }).fill("1..1000");
  await dialog.getByText(/^2,000 tasks would result/).waitFor();
  expect(errors).toEqual([]);
});

test("a sweep goes out from a type, with what its schema says", async () => {
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/tasks/types`);
  await page.getByRole("button", { name: "Sweep of penguins.LoadPenguins" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Vary year" }).click();
  await dialog.getByRole("textbox", { name: "year" }).fill("2000..2009");
  await dialog.getByRole("alert").getByText("It must be at least 2007.").waitFor();
  await dialog.getByRole("textbox", { name: "year" }).fill("2007..2009");
  await dialog.getByText("3 tasks: 3 not registered. A build computes 3.").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("columnheader", { name: "Tasks" }).getByRole("button").click();
  await expect.poll(() => page.getByRole("rowheader").first().textContent()).toMatch(/CleanFold|TrainTree/);
  expect(errors).toEqual([]);
});
