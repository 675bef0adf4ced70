import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { newPerson, newPlace } from "./people.ts";
import { expectAccessible, openWindow } from "./support.ts";

/** Moves the focus with the Tab key until it is on the control with this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const wanted = page.getByRole("button", { name }).or(page.getByRole("link", { name })).or(page.getByRole("textbox", { name }));
  for (let presses = 0; presses < 60; presses++) {
    const isThere = await wanted.evaluateAll((found) => found.some((one) => one === document.activeElement));
    if (isThere) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`No ${name} within 60 presses of Tab`);
}

test("an invitation is sent, put off, and accepted by keyboard alone", async () => {
  const owner = await newPerson("Olga Owner");
  const place = await newPlace(owner, "Marie Curie Lab");
  const invited = await newPerson("Irène Invited");
  const inviter = await openWindow({ as: owner });
  await inviter.page.goto(`${place.path}/settings`);
  await inviter.page.keyboard.press("g");
  await inviter.page.keyboard.press("m");
  await inviter.page.waitForURL(`**/${place.organization}/settings/members`);
  await tabTo(inviter.page, "Invite people");
  await inviter.page.keyboard.press("Enter");
  await inviter.page.getByRole("dialog", { name: "Invite people" }).waitFor();
  await inviter.page.keyboard.type(invited.email);
  await tabTo(inviter.page, "Create invitation");
  await inviter.page.keyboard.press("Enter");
  await inviter.page.getByRole("status").filter({ hasText: "is invited" }).waitFor();
  await inviter.page.keyboard.press("Escape");
  await inviter.page.getByRole("table").getByText(invited.email).waitFor();

  const { page, errors } = await openWindow({ as: invited });
  await page.goto("/");
  const dialog = page.getByRole("dialog", { name: "Pending invitations" });
  await dialog.getByText("Marie Curie Lab", { exact: true }).waitFor();
  expect(await dialog.textContent()).toContain("invited by Olga Owner");
  for (const answer of ["Accept", "Decline", "Answer later"]) await dialog.getByText(answer, { exact: true }).waitFor();
  await expectAccessible(page);
  await tabTo(page, "Answer later");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  // Put off is put off: a reload does not ask again, and the button tells what waits (S045).
  await page.reload();
  const waiting = page.getByRole("button", { name: /^Pending invitations/ });
  await waiting.waitFor();
  expect(await dialog.count()).toBe(0);
  expect(await page.getByRole("button", { name: "Create organization" }).count()).toBe(0);
  await tabTo(page, /^Pending invitations/);
  await page.keyboard.press("Enter");
  await tabTo(page, "Accept invitation to Marie Curie Lab");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/${place.organization}`);
  await page.getByRole("navigation", { name: "Main" }).getByText("Marie Curie Lab").waitFor();
  const members = await owner.api.members.list({}, { organization: place.organization }).toArray();
  expect(members.map(({ email, role }) => [email, role])).toContainEqual([invited.email, "member"]);
  expect([...errors, ...inviter.errors]).toEqual([]);
});

test("the switcher counts invitations of those who have an organization already, and declining clears it", async () => {
  const owner = await newPerson("Olga Owner");
  const place = await newPlace(owner, "Noether Lab");
  const invited = await newPerson("Emmy");
  const home = await newPlace(invited, "Emmy's own");
  await owner.api.invitations.create({ email: invited.email, role: "viewer" }, { organization: place.organization });
  const { page } = await openWindow({ as: invited });
  await page.goto(home.path);
  await page.getByRole("dialog", { name: "Pending invitations" }).getByRole("button", { name: "Answer later" }).click();
  const switcher = page.getByRole("button", { name: /^Switch organization or workspace: Emmy's own.*1 pending invitation$/ });
  await switcher.click();
  await page.getByRole("menuitem", { name: /^Pending invitations/ }).click();
  await page.getByRole("button", { name: "Decline invitation to Noether Lab" }).click();
  await page.getByRole("button", { name: /^Switch organization or workspace: Emmy's own.*Main$/ }).waitFor();
  expect(await invited.api.me.get()).toMatchObject({ pending_invitations: [] });
  expect(await owner.api.members.list({}, { organization: place.organization }).toArray()).toHaveLength(1);
});

test("with nothing waiting the button says to create an organization", async () => {
  const { page } = await openWindow({ as: await newPerson() });
  await page.goto("/");
  await page.getByRole("dialog", { name: "Create your organization" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Create organization" }).waitFor();
  expect(await page.getByRole("button", { name: /Pending invitations/ }).count()).toBe(0);
});

test("who accepts an invitation that was cancelled meanwhile is told", async () => {
  const owner = await newPerson("Olga Owner");
  const { organization } = await newPlace(owner, "Gone Lab");
  const invited = await newPerson("Late");
  await owner.api.invitations.create({ email: invited.email, role: "viewer" }, { organization });
  const late = await openWindow({ as: invited });
  await late.page.goto("/");
  const dialog = late.page.getByRole("dialog", { name: "Pending invitations" });
  await dialog.waitFor();

  const { page } = await openWindow({ as: owner, size: "phone" });
  await page.goto(`/${organization}/settings/invitations`);
  await page.getByRole("button", { name: `Actions for ${invited.email}` }).click();
  await page.getByRole("menuitem", { name: "Cancel invitation" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel invitation" }).click();
  await page.getByRole("table").getByText("Cancelled").waitFor();

  await dialog.getByRole("button", { name: "Accept invitation to Gone Lab" }).click();
  await dialog.getByRole("alert").waitFor();
  expect(await owner.api.members.list({}, { organization }).toArray()).toHaveLength(1);
});
