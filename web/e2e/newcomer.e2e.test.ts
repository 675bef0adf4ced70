import { Cairn } from "@cairn/sdk";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { stack } from "../../workers/test/support/stack.ts";
import { newEmail, newPerson, newPlace, newProgram, newSlug } from "./people.ts";
import { openWindow } from "./support.ts";

/** Milliseconds from `run.log()` until a page must show the point, at the middle of several. */
const LIVE_MS = 2_000;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** The place beside a curve where its newest step is told. */
const shownStep = (page: Page, step: number) => page.locator("figcaption", { hasText: new RegExp(`step ${step}$`) });

const drawn = (page: Page): Promise<string> =>
  page
    .locator("figure canvas")
    .first()
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

test("a newcomer signs in, names an organization, watches the first run move, and signs out", async () => {
  const { origin } = stack();
  const { page, errors } = await openWindow();
  const slug = newSlug("lovelace");
  await page.goto("/");
  await page.getByRole("button", { name: "Continue to sign in" }).click();
  await page.getByLabel("E-mail").fill(newEmail());
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.keyboard.press("Enter");

  const dialog = page.getByRole("dialog", { name: "Create your organization" });
  await dialog.getByLabel("Organization name").fill("Lovelace Research");
  await expect.poll(() => dialog.getByLabel("Address").inputValue()).toBe("lovelace-research");
  await dialog.getByLabel("Address").fill(slug);
  await dialog.getByRole("button", { name: "Create organization" }).click();
  await page.waitForURL(`${origin}/${slug}/main`);

  // What would be here, and how to get there with this very place's names.
  const steps = page.getByRole("region", { name: "Log a first run" });
  await expect.poll(() => steps.textContent()).toContain(`npx cairn login --host ${origin}`);
  expect(await steps.textContent()).toContain(`npx cairn org use ${slug}`);
  expect(await steps.textContent()).toContain("npx cairn workspace use main");

  await page.getByRole("link", { name: "create one" }).click();
  await page.getByRole("button", { name: "Create key" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill("laptop");
  await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
  const token = (await page.getByTestId("secret").textContent()) ?? "";
  await page.getByRole("button", { name: "I have copied it" }).click();

  // The list is open before the program starts: its run comes by itself.
  await page.getByRole("link", { name: "Home", exact: true }).click();
  await steps.waitFor();
  const program = new Cairn({ url: origin, token, organization: slug, workspace: "main" });
  const run = await program.run({ experiment: "engines", name: "difference-engine", params: { wheels: 8 }, handleExit: false });
  await page.getByRole("link", { name: "difference-engine" }).click();
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor();

  run.log({ loss: 1 }, { step: 0 });
  await shownStep(page, 0).waitFor();
  const before = await drawn(page);
  const waits: number[] = [];
  for (let step = 1; step <= 7; step++) {
    const from = performance.now();
    run.log({ loss: 1 / (step + 1) }, { step });
    await shownStep(page, step).waitFor();
    waits.push(performance.now() - from);
  }
  expect(median(waits), `each took ${waits.map(Math.round).join(", ")} ms`).toBeLessThanOrEqual(LIVE_MS);
  expect(await drawn(page)).not.toBe(before);
  await run.finish();
  await page.getByRole("main").getByText("Finished").waitFor();

  await page.getByRole("button", { name: "Account of Ada Lovelace" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL((url) => url.origin === origin && url.pathname === "/signed-out");
  // Back over the provider's page to the run's: it is asked for anew, and refused.
  await page.evaluate(() => window.history.go(-2));
  await page.waitForURL(`${origin}/sign-in?return_to=*`);
  await page.getByRole("heading", { name: "Sign in to Cairn" }).waitFor();
  expect(await page.textContent("body")).not.toContain("difference-engine");
  expect(errors).toEqual([]);
});

test("a page that was cut off shows every point once when it is back", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  const run = await program.run({ experiment: "engines", handleExit: false, environment: false });
  const { page, context } = await openWindow({ as: person });
  // Cut as a network is: what is sent arrives nowhere, and nobody is told. Being offline alone leaves open sockets alone.
  let isCut = false;
  await page.routeWebSocket(/\/live$/, async (socket) => {
    if (isCut) return socket.close();
    const server = socket.connectToServer();
    socket.onMessage((message) => isCut || server.send(message));
    server.onMessage((message) => isCut || socket.send(message));
  });
  await page.goto(`${place.path}/runs/${run.id}`);
  const live = page.getByRole("status").filter({ hasText: /^Live$/ });
  await live.waitFor();
  run.log({ loss: 10 }, { step: 0 });
  await shownStep(page, 0).waitFor();

  isCut = true;
  await context.setOffline(true);
  await page.getByRole("status").filter({ hasText: "Reconnecting" }).waitFor();
  for (let step = 1; step <= 40; step++) run.log({ loss: 10 - step / 10 }, { step });
  await run.flush();
  isCut = false;
  await context.setOffline(false);
  await live.waitFor();
  await shownStep(page, 40).waitFor();
  run.log({ loss: 3 }, { step: 41 });
  await shownStep(page, 41).waitFor();
  await expect.poll(() => page.locator("figure p").first().textContent()).toContain("loss: 42 points, last 3");
  await run.finish();
});
