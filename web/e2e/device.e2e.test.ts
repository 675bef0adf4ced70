import { hostname } from "node:os";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { cairn, start, tempMachine } from "../../sdk/test/cli/support.ts";
import { stack } from "../../workers/test/support/stack.ts";
import { newPerson, newPlace, type Person, type Place } from "./people.ts";
import { expectAccessible, openWindow } from "./support.ts";

/** Starts `cairn login` as a process on a machine that has never seen the server. */
function login(...args: string[]) {
  const machine = tempMachine({ CAIRN_URL: stack().origin });
  return { machine, ...start(machine, ["login", "--no-open", ...args]) };
}

/** Types the code as people do, and waits until the page shows who asks. */
async function enter(page: Page, code: string): Promise<void> {
  const field = page.getByLabel("Code");
  await field.fill(code);
  await page.getByRole("button", { name: "Continue" }).click();
}

async function owner(): Promise<{ person: Person; place: Place }> {
  const person = await newPerson("Ada Lovelace");
  return { person, place: await newPlace(person) };
}

test("a code typed carelessly signs the terminal in, as the page said it would", async () => {
  const { person, place } = await owner();
  const { machine, says, ended } = login("--device");
  const code = await says(/Code {2}(\S+)/);
  const { page, errors } = await openWindow({ as: person });
  await page.goto("/device");
  await enter(page, ` ${code.toLowerCase().replace("-", " ")} `);
  await page.getByRole("heading", { name: "Does your terminal show this code?" }).waitFor();
  const asked = (await page.getByRole("main").textContent()) ?? "";
  for (const fact of [code, "Cairn command line", hostname(), person.email]) expect(asked).toContain(fact);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("heading", { name: "Approved" }).waitFor();
  await expectAccessible(page);

  const { code: exitCode, stderr } = await ended;
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining(`Ada Lovelace <${person.email}>`)]);
  expect(stderr).toContain(`Working in ${place.organization}/main.`);
  const who = await cairn(machine, ["whoami", "--json"]);
  expect(JSON.parse(who.stdout)).toMatchObject({ organization: place.organization, me: { user: { email: person.email } } });

  // The same code lets nobody in again, and the account shows what was let in.
  await page.getByRole("button", { name: "Enter another code" }).click();
  await enter(page, code);
  await page.getByRole("heading", { name: "Approved" }).waitFor();
  expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
  await page.goto("/account");
  await page.getByRole("table").filter({ hasText: hostname() }).getByRole("button", { name: /^End/ }).click();
  await expect.poll(async () => (await cairn(machine, ["whoami"])).code, { timeout: 15_000 }).toBe(4);
  expect(errors).toEqual([]);
});

test("a code that waits for nobody is refused in words, and the right one can still be denied", async () => {
  const { person } = await owner();
  const { says, ended } = login("--device");
  const whole = await says(/(http\S+\?code=\S+)/);
  const { page } = await openWindow({ as: person, size: "phone" });
  await page.goto("/device");
  await enter(page, "BCDF");
  await page.getByText("Enter all eight characters.").waitFor();
  await enter(page, "BBBB-BBBB");
  await page.getByText("No sign-in waits under this code").waitFor();
  await expectAccessible(page);
  await page.goto(whole);
  await page.getByRole("button", { name: "Deny" }).click();
  await page.getByRole("heading", { name: "Denied" }).waitFor();
  const { code, stderr } = await ended;
  expect([code, stderr]).toEqual([4, expect.stringMatching(/denied/i)]);
});

test("the browser of the same machine signs the terminal in by its address, after the person signed in", async () => {
  const { person } = await owner();
  const { says, ended } = login("--browser");
  const address = await says(/(http\S+\/api\/oauth\/authorize\S+)/);
  const { page, errors } = await openWindow();
  await page.goto(address);
  await page.getByRole("button", { name: "Continue to sign in" }).click();
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Name").fill(person.name);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Sign in Cairn command line?" }).waitFor();
  expect(await page.getByRole("main").textContent()).toContain(person.email);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Approve" }).click();
  const { code, stderr } = await ended;
  expect([code, stderr]).toEqual([0, expect.stringContaining(`Ada Lovelace <${person.email}>`)]);
  expect(errors).toEqual([]);
});
