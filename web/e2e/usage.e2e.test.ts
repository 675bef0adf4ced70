import { readFile } from "node:fs/promises";
import { expect, test, vi } from "vitest";
import { OPERATOR_TOKEN } from "../../workers/test/support/global-setup.ts";
import { stack } from "../../workers/test/support/stack.ts";
import { newPerson, newPlace, newProgram } from "./people.ts";
import { expectAccessible, openWindow } from "./support.ts";

test("usage is shown against the plan, by day and by workspace, and comes as CSV", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  const { id } = await program.runs.create({ experiment: "usage" });
  for (let i = 0; i < 3; i++) await program.runs.create({ experiment: "usage" });
  const steps = Array.from({ length: 250 }, (_, step) => step);
  const metrics = [{ key: "loss", steps, times: steps.map(() => 1_000), values: steps }];
  await program.runs.log(id, { writer: "writer_1", sequence: 1, metrics });

  const { page, errors } = await openWindow({ as: person });
  await page.goto(`/${place.organization}/settings/usage`);
  const main = page.getByRole("main");
  await main.getByText("This plan limits nothing.").waitFor();
  const answer = await fetch(`${stack().origin}/api/operations/organizations/${place.organization}/plan`, {
    method: "PUT",
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ plan: "small" }),
  });
  expect(answer.status).toBe(200);
  // Until each isolate knows the plan.
  await vi.waitFor(async () => expect((await program.usage.organization()).plan).toBe("small"), { timeout: 10_000, interval: 500 });
  await page.reload();
  await main.getByText("Plan: small").waitFor();
  await main.getByText("4 of 5 80 %").waitFor();
  await main.getByText("250 of 1,000 25 %").waitFor();

  await main.getByLabel("What to show").selectOption("Points");
  await page.waitForURL(/meter=points/);
  await main.getByText("250 in these days").waitFor();
  const slider = main.getByRole("slider", { name: "Day" });
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  expect(await slider.getAttribute("aria-valuetext")).toMatch(/: 250$/);
  await main.getByLabel("What to show").selectOption("Deliveries");
  await main.getByText("No deliveries in these days").waitFor();
  expect(await main.getByRole("region", { name: "Usage by workspace" }).getByRole("row").nth(1).textContent()).toMatch(/^Main4250/);

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download CSV" }).click()]);
  expect(await readFile(await download.path(), "utf8")).toMatch(/,Main,4,250,\d+,0,\d+,0,0,0\r\n$/);
  expect(errors).toEqual([]);

  await page.goto(`${place.path}/settings/usage`);
  await main.getByText("4 in these days").waitFor();
  expect(await main.getByText("Plan: small").count()).toBe(0);
  const [ofWorkspace] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download CSV" }).click()]);
  expect(await readFile(await ofWorkspace.path(), "utf8")).toMatch(/,4,250,/);
  expect(errors).toEqual([]);

  await program.runs.create({ experiment: "usage" });
  await expect(program.runs.create({ experiment: "usage" })).rejects.toMatchObject({
    code: "limit_reached",
    detail: expect.stringContaining("runs_per_month"),
  });
});

test("of a workspace: it says what failed and comes back, on a phone and in the dark", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  await program.runs.create({ experiment: "usage" });
  const { page, errors } = await openWindow({ as: person, size: "phone", theme: "dark" });
  let isBroken = true;
  // The page comes with its answer; other days are asked for by the browser.
  await page.route("**/usage?*", (route) =>
    isBroken
      ? route.fulfill({ status: 400, contentType: "application/problem+json", body: '{"code":"invalid_request","status":400}' })
      : route.continue(),
  );
  await page.goto(`${place.path}/settings/usage`);
  const main = page.getByRole("main");
  await main.getByText("1 in these days").waitFor();
  await main.getByLabel("Days").selectOption("Last 90 days");
  await main.getByText(/could not load the usage/i).waitFor();
  await expectAccessible(page);
  isBroken = false;
  await main.getByRole("button", { name: /try again/i }).click();
  await main.getByText("1 in these days").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(errors.filter((text) => !text.includes("400"))).toEqual([]);
});
