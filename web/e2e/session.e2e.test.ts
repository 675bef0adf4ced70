import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { stack } from "../../workers/test/support/stack.ts";
import { newPerson, newPlace, newProgram, type Person } from "./people.ts";
import { expectAccessible, openWindow } from "./support.ts";

/** Ends the person's session at the server, as time or another browser would; the cookie stays in the browser. */
async function endSession({ api }: Person): Promise<void> {
  const sessions = await api.me.sessions().toArray();
  await api.me.endSession(sessions.find(({ current }) => current)?.id ?? "");
}

/** Opens a page and waits until it asks for nothing more by itself: its count of the inbox, which every page asks for, is answered. */
async function openQuiet(page: Page, path: string): Promise<void> {
  const counted = page.waitForResponse("**/me/notifications/count");
  await page.goto(path);
  await counted;
}

/** Goes through the provider, where the person is still known or not. */
async function signInAgain(page: Page, { email, name }: Person, to: (url: URL) => boolean): Promise<void> {
  await page.getByRole("button", { name: "Continue to sign in" }).click();
  await page.waitForURL((url) => to(url) || url.pathname.startsWith("/login/"));
  if (to(new URL(page.url()))) return;
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Name").fill(name);
  await page.keyboard.press("Enter");
  await page.waitForURL(to);
}

test("who opens a page without a session comes back to it, with what its address held", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const { page, errors } = await openWindow();
  const target = `${place.path}/runs?experiment=engines&status=failed`;
  await page.goto(target);
  await page.waitForURL("**/sign-in?return_to=*");
  await expectAccessible(page);
  await signInAgain(page, person, (url) => url.href === `${stack().origin}${target}`);
  await page.getByText("No run matches").waitFor();
  expect(errors).toEqual([]);
});

test("a session that ends while a page is open leads to sign-in and back to the same place", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const run = await (await newProgram(person, place)).runs.create({ experiment: "engines" });
  const { page } = await openWindow({ as: person });
  const target = `${place.path}/runs/${run.id}`;
  await openQuiet(page, target);
  await page.getByRole("button", { name: "Cancel run" }).click();
  await endSession(person);
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel run" }).click();
  await page.waitForURL("**/sign-in?return_to=*");
  await signInAgain(page, person, (url) => url.pathname === target);
  await page.getByRole("heading", { name: run.name }).waitFor();
  await page.getByText("Running").waitFor();
});

test("a session that ends is noticed by links inside of the app too", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const { page } = await openWindow({ as: person });
  // So that the link is what notices.
  await openQuiet(page, `/${place.organization}/settings`);
  await page.getByRole("heading", { name: "General" }).waitFor();
  await endSession(person);
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "API keys" }).click();
  await page.waitForURL("**/sign-in?return_to=*keys*");
});

test("who cancels at the provider is told, and can try again to the same place", async () => {
  const { page } = await openWindow();
  await page.goto("/account");
  await page.getByRole("button", { name: "Continue to sign in" }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("heading", { name: "Sign-in was cancelled" }).waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByLabel("E-mail").fill("again@session.example");
  await page.getByLabel("Name").fill("Second Try");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${stack().origin}/account`);
});

/** Every reason for which a sign-in ends on the error page, and what its page is headed. */
const reasons = {
  access_denied: "Sign-in was cancelled",
  sign_in_expired: "The sign-in took too long",
  claim_missing: "Your account is incomplete",
  id_token_invalid: "The identity provider's answer is not valid",
  provider_unavailable: "The identity provider does not answer",
  client_rejected: "The identity provider does not know Cairn",
  connection_not_found: "This way to sign in does not exist",
  rate_limited: "Too many tries",
  internal: "Sign-in did not work",
};

test("each failure of a sign-in has a page that says what happened and what to do", async () => {
  const { page, errors } = await openWindow({ size: "phone" });
  const texts = new Set<string>();
  for (const [code, heading] of Object.entries(reasons)) {
    await page.goto(`/sign-in/error?code=${code}&claim=email&request_id=req-1&return_to=%2Faccount`);
    await page.getByRole("heading", { name: heading }).waitFor();
    const sentences = await page.getByRole("main").getByRole("paragraph").allTextContents();
    expect(sentences.length, code).toBeGreaterThanOrEqual(2);
    texts.add(sentences.join(" "));
    const facts = await page.getByRole("main").textContent();
    for (const fact of [code, "email", "req-1"]) expect(facts).toContain(fact);
    expect(await page.locator("input[name=return_to]").getAttribute("value")).toBe("/account");
  }
  expect(texts.size).toBe(Object.keys(reasons).length);
  // Made-up addresses put no words of theirs on the page, and lead nowhere else.
  await page.goto("/sign-in/error?code=Call+us&claim=%3Cb%3E&request_id=now+or+else&return_to=https%3A%2F%2Fevil.example");
  await page.getByRole("heading", { name: "Sign-in did not work" }).waitFor();
  const text = await page.getByRole("main").textContent();
  for (const made of ["Call us", "<b>", "now or else"]) expect(text).not.toContain(made);
  expect(await page.locator("input[name=return_to]").getAttribute("value")).toBe("/");
  expect(errors).toEqual([]);
});
