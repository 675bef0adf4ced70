import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cairn, inProcess, tempMachine } from "./support.ts";
import { writeTasks } from "./task-project.ts";

let browser: Browser;
beforeAll(async () => {
  const executablePath = process.env.CHROMIUM_PATH || (await chromium.executablePath());
  browser = await playwright.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
}, 120_000);
afterAll(() => browser?.close());

/** A machine with a project; what its tasks are called must not be taken for HTML. */
function project() {
  const machine = tempMachine();
  writeTasks(machine);
  machine.write(
    "project/page.ts",
    `import tasks, { fragile } from "./tasks.ts";
     export default [fragile({ of: tasks[1].labelled("<img src=x onerror=alert(1)> & co") })];`,
  );
  machine.write("project/broken", "");
  return machine;
}

test("an overview opens without a server: searched, sorted, with what a task is, needs and went through", {
  timeout: 120_000,
}, async () => {
  const machine = project();
  expect((await cairn(machine, ["build", "start", "page.ts", "-q"])).code).toBe(1);
  const said = await inProcess(machine, ["task", "page", "-o", "tasks.html"]);
  expect([said.code, said.stderr]).toEqual([0, expect.stringContaining("Saved 3 tasks, 3 types in ")]);

  const page = await browser.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("dialog", (dialog) => troubles.push(dialog.message()));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const address = pathToFileURL(join(machine.cwd, "tasks.html")).href;
  await page.goto(address);
  const column = async (table: string, at: number) => page.locator(`#${table} tbody tr:visible > :nth-child(${at})`).allTextContents();
  expect(await column("types", 1)).toEqual(["shop.fragile@1", "shop.load@1", "shop.sum@1"]);
  expect(await column("types", 3)).toEqual(["1", "0", "0"]);
  expect(await column("tasks", 3)).toContain("<img src=x onerror=alert(1)> & co");

  const byType = page.getByRole("button", { name: "Type" }).last();
  await byType.click();
  expect(await column("tasks", 2)).toEqual(["shop.fragile@1", "shop.load@1", "shop.sum@1"]);
  await byType.click();
  expect(await column("tasks", 2)).toEqual(["shop.sum@1", "shop.load@1", "shop.fragile@1"]);
  await page.getByLabel("Search tasks").fill("FAILED fragile");
  expect(await column("tasks", 2)).toEqual(["shop.fragile@1"]);

  await page.locator("#tasks tbody a:visible").click();
  const fragile = page.locator("section:visible");
  expect(await fragile.count()).toBe(1);
  expect(await fragile.textContent()).toMatch(/shop\.fragile@1 failed[\s\S]*Error: the shop is closed/);
  await fragile.locator("pre a").click();
  expect(await page.locator("section:visible").textContent()).toMatch(/scale[\s\S]*Needed by[\s\S]*shop\.fragile@1 failed[\s\S]*# Sum/);
  expect(asked).toEqual([address]);
  expect(troubles).toEqual([]);
  await page.close();
});

test("a manifest alone is enough for a page of types, from code or as JSON", { timeout: 60_000 }, async () => {
  const machine = project();
  const { stdout } = await cairn(machine, ["task", "manifest", "tasks.ts", "--json"]);
  machine.write("project/types.json", stdout);
  for (const source of ["tasks.ts", "types.json"]) {
    const made = await cairn(machine, ["task", "page", "-m", source, "-o", "types.html", "--json"]);
    expect(JSON.parse(made.stdout)).toMatchObject({ tasks: 0, types: 3 });
    expect(readFileSync(join(machine.cwd, "types.html"), "utf8")).toMatch(/shop\.load@1[\s\S]*Numbers of a city\./);
  }
});

test("a search chooses the tasks; what cannot be done is said and leaves no file", { timeout: 60_000 }, async () => {
  const machine = project();
  await cairn(machine, ["build", "start", "page.ts", "-q"]);
  const some = await inProcess(machine, ["task", "page", "name:=:load", "-o", "some.html", "--json"]);
  expect(JSON.parse(some.stdout)).toMatchObject({ tasks: 1, types: 1 });
  machine.write("project/types.json", '{"items":[{"name":"load"}]}');
  const bad = [["-o", "a.txt"], [], ["-o", "a.html", "-m", "types.json"], ["name:?:x", "-o", "a.html"]];
  const codes = await Promise.all(bad.map(async (args) => (await inProcess(machine, ["task", "page", ...args])).code));
  expect(codes).toEqual([2, 2, 2, 2]);
  expect(existsSync(join(machine.cwd, "a.html"))).toBe(false);
});
