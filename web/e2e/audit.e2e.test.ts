import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { verifyAudit } from "../../sdk/src/audit/index.ts";
import { newMember, newPerson, newPlace, newProgram } from "./people.ts";
import { expectAccessible, openWindow } from "./support.ts";

/** Pictures for eyes, when a folder for them is named. */
const shots = process.env.CAIRN_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

async function story() {
  const owner = await newPerson("Ada Lovelace");
  const place = await newPlace(owner);
  const { organization } = place;
  const viewer = await newMember(owner, place, "viewer", "Grace Hopper");
  await owner.api.members.update(viewer.id, { role: "member" }, { organization });
  await viewer.api.members.remove(owner.id, { organization }).then(undefined, () => undefined);
  return { owner, viewer, place, path: `/${organization}/settings/audit` };
}

test("an auditor finds who did what, sees what was and what is, and verifies that nothing was removed", async () => {
  const { owner, viewer, path } = await story();
  const { page, errors } = await openWindow({ as: owner });
  await page.goto(path);
  const table = page.getByRole("region", { name: "Audit trail" });
  await table.getByText("member role changed").waitFor();
  if (shots) await page.screenshot({ path: `${shots}/desk.png` });

  await page.getByLabel("Filter by outcome").selectOption("denied");
  await page.waitForURL(/outcome=denied/);
  await table.getByText("Denied").waitFor();
  expect(await table.getByRole("button").count()).toBe(1);
  await page.getByRole("button", { name: "Clear filters" }).click();

  await page.getByLabel("Filter by action").fill("member.*");
  await page.keyboard.press("Enter");
  await page.waitForURL(/action=member/);
  await page.reload();
  await table.getByText("member role changed").waitFor();
  expect(await table.getByRole("button").count()).toBe(1);

  await page.getByRole("heading", { name: "Audit trail" }).click();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog");
  const changes = drawer.getByRole("region", { name: "Changes" });
  expect(await changes.textContent()).toContain("before: viewer");
  expect(await changes.textContent()).toContain("after: member");
  await drawer.getByText(owner.id).waitFor();
  await expectAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/drawer.png` });
  await drawer.getByRole("button", { name: "Only this target" }).click();
  await page.waitForURL(new RegExp(`target=${viewer.id}`));
  await page.getByRole("button", { name: "Clear filters" }).click();

  await page.getByRole("button", { name: "Verify here" }).click();
  await page.getByText(/Verified to position \d+: nothing was changed or removed/).waitFor();
  await table.getByText("audit exported").first().waitFor();
  if (shots) await page.screenshot({ path: `${shots}/verified.png` });
  expect(errors).toEqual([]);
});

test("the list of actions leads to what there is of one, and an export verifies", async () => {
  const { owner, place, path } = await story();
  const { page, errors } = await openWindow({ as: owner });
  await page.goto(path);
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByLabel("Search actions").fill("another role");
  if (shots) await page.screenshot({ path: `${shots}/actions.png` });
  await page.getByRole("button", { name: /^member\.role_changed/ }).click();
  await page.waitForURL(/action=member\.role_changed/);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: /NDJSON/ }).click()]);
  expect(download.suggestedFilename()).toMatch(new RegExp(`^audit-${place.organization}-.*\\.ndjson$`));
  const text = await readFile(await download.path(), "utf8");
  expect(await verifyAudit(text.split("\n"))).toMatchObject({ isIntact: true, organizationId: place.org.id });
  expect(errors).toEqual([]);
});

test("on a phone, in the dark, it is the same; a day without anything says so, and who may not see it is told", async () => {
  const { owner, viewer, path } = await story();
  const { page, errors } = await openWindow({ as: owner, size: "phone", theme: "dark" });
  await page.goto(path);
  await page.getByRole("region", { name: "Audit trail" }).getByText("member role changed").waitFor();
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  if (shots) await page.screenshot({ path: `${shots}/phone.png` });
  await page.goto(`${path}?from=2020-01-01&to=2020-01-02`);
  await page.getByText("Nothing matches").waitFor();
  expect(errors).toEqual([]);
  const other = await openWindow({ as: viewer });
  await other.page.goto(path);
  await other.page.getByRole("alert").filter({ hasText: "You do not have access to this" }).waitFor();
  expect(await other.page.getByRole("button", { name: "Export" }).count()).toBe(0);
});

test("a workspace has a trail of its own, of its events and of what was done to it, for its admins", async () => {
  const { owner, viewer, place } = await story();
  const program = await newProgram(owner, place);
  const run = await program.runs.create({ experiment: "penguins" });
  await owner.api.workspaces.update(place.workspace, { name: "Renamed" }, { organization: place.organization });
  const { page, errors } = await openWindow({ as: owner });
  await page.goto(`${place.path}/settings`);
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Audit trail" }).click();
  const table = page.getByRole("region", { name: "Audit trail" });
  await table.getByText("run created").waitFor();
  await table.getByText("workspace updated").waitFor();
  expect(await table.getByText("member role changed").count()).toBe(0);
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: /CSV/ }).click()]);
  expect(download.suggestedFilename()).toMatch(new RegExp(`^audit-${place.workspace}-.*\\.csv$`));
  expect(await readFile(await download.path(), "utf8")).toContain(run.id);
  await page.getByLabel("Filter by target").fill(run.id);
  await page.keyboard.press("Enter");
  await page.waitForURL(/target=run_/);
  await expect.poll(() => table.getByRole("button").count()).toBe(1);
  await table.getByRole("button").click();
  await page.getByRole("dialog").getByText("in the workspace's log").waitFor();
  await page.keyboard.press("Escape");
  await page.goto(`${place.path}/settings/audit?from=2020-01-01&to=2020-01-02`);
  await page.getByText("Nothing matches").waitFor();
  expect(errors).toEqual([]);
  const other = await openWindow({ as: viewer });
  await other.page.goto(`${place.path}/settings/audit`);
  await other.page.getByRole("alert").filter({ hasText: "You do not have access to this" }).waitFor();
});
