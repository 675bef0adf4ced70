import { expect, test } from "vitest";
import { newPerson, newPlace, newProgram } from "./people.ts";
import { openWindow } from "./support.ts";

test("activity comes in as it happens, in words with links, and is filtered by type and by actor", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const account = await person.api.serviceAccounts.create({ name: "nightly", role: "member" }, { organization: place.organization });
  const key = await person.api.keys.create({ name: "n", service_account_id: account.id }, { organization: place.organization });
  const program = await newProgram(person, place);
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/activity`);
  await page.getByText("Nothing happened yet").waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  const run = await program.runs.create({ experiment: "penguins", name: "gentoo-1" });
  const feed = page.getByRole("list", { name: "Activity" });
  await feed.getByText(/Ada Lovelace created run gentoo-1/).waitFor();
  await feed.getByText(/Ada Lovelace created experiment penguins/).waitFor();

  await program.with({ token: key.secret }).runs.finish(run.id, { status: "failed" });
  await feed.getByText(/nightly ended run gentoo-1/).waitFor();
  await feed.getByText("status failed").waitFor();

  await page.getByLabel("Filter by type of event").selectOption("experiment.*");
  await page.waitForURL(/type=experiment/);
  await expect.poll(() => feed.getByRole("listitem").count()).toBe(1);
  await page.getByLabel("Filter by type of event").selectOption("");
  await page.getByLabel("Filter by actor").selectOption({ label: "nightly" });
  await expect.poll(() => feed.getByRole("listitem").count()).toBe(1);
  // What does not fit does not come in either.
  await program.experiments.create({ name: "seals" });
  await program.with({ token: key.secret }).runs.update(run.id, { tags: { seen: "yes" } });
  await expect.poll(() => feed.getByRole("listitem").count()).toBe(2);
  expect(await feed.getByText("seals").count()).toBe(0);

  await page.getByRole("button", { name: "Clear filters" }).click();
  await feed.getByRole("link", { name: "gentoo-1" }).first().click();
  await page.waitForURL(`**/runs/${run.id}`);
  expect(errors).toEqual([]);
});

test("an experiment has a page with what happens in it, and is watched or muted there", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  await program.experiments.create({ name: "penguins", description: "Which **species** is it?", tags: { team: "birds" } });
  await program.runs.create({ experiment: "seals", name: "weddell-1" });
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/experiments`);
  await page.getByRole("link", { name: "Activity of penguins" }).click();
  await page.getByRole("heading", { name: "penguins" }).waitFor();
  await page.getByText("team: birds").waitFor();
  const feed = page.getByRole("list", { name: "Activity" });
  await feed.getByText(/Ada Lovelace created experiment penguins/).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await program.runs.create({ experiment: "penguins", name: "gentoo-1" });
  await feed.getByText(/Ada Lovelace created run gentoo-1/).waitFor();
  expect(await feed.getByText("weddell-1").count()).toBe(0);
  await page.getByRole("button", { name: "Watch" }).click();
  await page.getByRole("menuitemradio", { name: /^Watching/ }).click();
  await page.getByRole("button", { name: "Watching" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Watching" }).waitFor();
  await page.getByRole("link", { name: "Runs", exact: true }).last().click();
  await page.waitForURL(/runs\?experiment=penguins/);
  expect(errors).toEqual([]);
});
