import { expect, test } from "vitest";
import { newPerson, newPlace, newProgram } from "./people.ts";
import { openWindow } from "./support.ts";

const patch = (lr: string) =>
  `diff --git a/train.py b/train.py\n--- a/train.py\n+++ b/train.py\n@@ -1,2 +1,2 @@\n-lr = 0\n+lr = ${lr}\n epochs = 3\n`;

test("runs are compared: what differs, from one difference to the next, another base, their code", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  const make = (name: string, lr: number) =>
    program.runs.create({
      experiment: "e",
      name,
      params: { lr, epochs: 3 },
      tags: { team: "vision" },
      environment: { git: { commit: "abc123", dirty: true, diff: patch(String(lr)) } },
    });
  const runs = [await make("one", 0.1), await make("two", 0.2)];
  const third = await make("three", 0.1);
  for (const run of [...runs, third]) await program.runs.finish(run.id);

  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/runs?layout=table&sort=number`);
  await page.getByRole("checkbox", { name: "Select one" }).click();
  await page.getByRole("checkbox", { name: "Select two" }).click();
  await page.getByRole("link", { name: "Compare" }).click();
  const table = page.getByRole("table", { name: "Compared runs" });
  const row = (label: string) => table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: label, exact: true }) });
  await row("lr").waitFor();
  // Each run is fetched by itself.
  await expect.poll(() => row("lr").getByRole("cell").allTextContents()).toEqual(["0.1", "0.2+100 %"]);
  // An attempt more or less is no matter of percents.
  const attempts = () => row("Attempt").getByRole("cell").allTextContents();
  await program.runs.start(runs[1]?.id ?? "", {});
  await program.runs.finish(runs[1]?.id ?? "");
  await page.reload();
  await expect.poll(attempts).toEqual(["1", "2"]);
  await row("epochs").waitFor();
  await page.getByLabel("Only differences").check();
  await row("epochs").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Make base: two" }).click();
  await expect.poll(() => row("lr").getByRole("cell").allTextContents()).toEqual(["0.1-50 %", "0.2"]);
  await page.waitForURL(/[?&]base=/);
  await page.reload();
  await row("lr").waitFor();
  await expect.poll(() => row("lr").getByRole("cell").allTextContents()).toEqual(["0.1-50 %", "0.2"]);
  expect(await row("epochs").count()).toBe(0);

  const active = table.locator("[data-active=true]");
  await page.keyboard.press("n");
  const first = await active.getByRole("rowheader").textContent();
  await page.keyboard.press("n");
  expect(await active.getByRole("rowheader").textContent()).not.toBe(first);
  await page.keyboard.press("p");
  expect(await active.getByRole("rowheader").textContent()).toBe(first);

  const code = page.getByRole("region", { name: "Uncommitted changes" });
  await code.getByText("+lr = 0.2").waitFor();
  await code.getByText("+lr = 0.1").waitFor();

  await page.getByRole("button", { name: "Add runs" }).click();
  await page.getByRole("option", { name: /three/ }).click();
  await page.keyboard.press("Escape");
  await table.getByRole("columnheader").filter({ hasText: "three" }).waitFor();
  await page.getByRole("button", { name: "Remove one", exact: true }).click();
  await table.getByRole("columnheader").filter({ hasText: "one" }).waitFor({ state: "hidden" });
  expect(new URL(page.url()).searchParams.get("runs")).toBe(`${runs[1]?.id},${third.id}`);
  expect(errors).toEqual([]);
});
