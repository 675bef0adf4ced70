import { Cairn } from "@cairn/sdk";
import { expect, test, vi } from "vitest";
import { stack } from "../../workers/test/support/stack.ts";
import { newMember, newPerson, newPlace, newProgram, newSlug } from "./people.ts";
import { openWindow } from "./support.ts";

test("a key is shown once, works, and is refused after it was revoked", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`/${place.organization}/settings/keys`);
  await page.getByRole("button", { name: "Create key" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await dialog.getByText("Enter a name.").waitFor();
  await dialog.getByLabel("Name").fill("cluster-a");
  await dialog.getByRole("button", { name: "Create key" }).click();
  const token = (await page.getByTestId("secret").textContent()) ?? "";
  expect(token).toMatch(/^cairn_[a-z]+_\w+$/);
  // Neither a slip of the finger nor a click beside it loses what cannot be shown again.
  await page.keyboard.press("Escape");
  await page.getByTestId("secret").waitFor();
  const program = new Cairn({ url: stack().origin, token });
  expect(await program.me.get()).toMatchObject({ actor: { name: person.name } });

  await page.reload();
  await page.getByRole("table").getByText("cluster-a").waitFor();
  expect(await page.content()).not.toContain(token);
  await page.getByRole("button", { name: "Revoke cluster-a" }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await page.getByRole("table").getByText("Revoked").waitFor();
  await vi.waitFor(() => expect(program.me.get()).rejects.toMatchObject({ code: "key_revoked" }), { timeout: 6_000 });
  expect(errors).toEqual([]);
});

test("after a rename old links lead to the new address, and keep the page", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const run = await (await newProgram(person, place)).runs.create({ experiment: "old-links" });
  const { page, errors } = await openWindow({ as: person });
  const slug = newSlug("renamed");
  await page.goto(`/${place.organization}/settings`);
  await page.getByLabel("Address").fill(slug);
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.waitForURL(`**/${slug}/settings`);
  await page.goto(`${place.path}/settings`);
  await page.waitForURL(`**/${slug}/main/settings`);
  await page.getByLabel("Address").fill("lab");
  await page.getByRole("button", { name: "Save changes" }).first().click();
  await page.waitForURL(`**/${slug}/lab/settings`);

  await page.goto(`${place.path}/runs/${run.id}`);
  await page.waitForURL(`**/${slug}/lab/runs/${run.id}`);
  await page.getByRole("heading", { name: run.name }).waitFor();
  await page.goto(`${place.path}/runs?status=running`);
  await page.waitForURL(`**/${slug}/lab/runs?status=running`);
  expect(errors).toEqual([]);
});

test("a workspace is deleted only with its name typed, and is gone for those who look at it", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const second = await person.api.workspaces.create({ name: "Second" }, { organization: place.organization });
  const path = `/${place.organization}/${second.slug}`;
  const { page } = await openWindow({ as: person });
  await page.goto(`${path}/settings`);
  await page.getByRole("button", { name: "Delete workspace" }).click();
  const dialog = page.getByRole("alertdialog");
  const confirm = dialog.getByRole("button", { name: "Delete workspace" });
  await dialog.getByRole("textbox").fill("SECOND");
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill(second.slug);
  await confirm.click();
  await page.waitForURL(`**/${place.organization}`);
  await page.goto(path);
  await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
  const left = await person.api.workspaces.list({}, { organization: place.organization }).toArray();
  expect(left.map(({ slug }) => slug)).toEqual([place.workspace]);
});

test("a viewer is offered nothing that would be refused, and is told so where a link led astray", async () => {
  const owner = await newPerson("Olga Owner");
  const place = await newPlace(owner);
  const run = await (await newProgram(owner, place)).runs.create({ experiment: "seen" });
  const viewer = await newMember(owner, place, "viewer", "Vera Viewer");
  const { page } = await openWindow({ as: viewer });
  const refused: string[] = [];
  page.on("response", (response) => void (response.status() === 403 && refused.push(response.url())));

  const base = `/${place.organization}`;
  for (const path of [
    place.path,
    `${place.path}/runs`,
    `${place.path}/runs/${run.id}`,
    `${place.path}/settings`,
    base,
    `${base}/settings`,
    `${base}/settings/keys`,
  ]) {
    await page.goto(path);
    await page.getByRole("main").waitFor();
    await page.waitForLoadState("networkidle");
    const offered = await page.getByRole("main").or(page.getByRole("banner")).getByRole("button").allTextContents();
    expect(offered.filter((name) => /^(Create|Delete|Cancel run|Invite|Save|Set|Add(?! filter))\b/.test(name), path)).toEqual([]);
  }
  await page.goto(`${base}/settings/members`);
  await page.getByText("Olga Owner").waitFor();
  expect(await page.getByRole("button", { name: "Actions for Olga Owner" }).count()).toBe(0);
  expect(await page.getByRole("link", { name: "Invite people" }).count()).toBe(0);
  expect(refused).toEqual([]);
  const links = await page.getByRole("navigation", { name: "Settings" }).getByRole("link").allTextContents();
  expect(links).toEqual(["General", "Members", "Workspaces", "API keys", "Usage", "Danger zone"]);
  for (const astray of ["audit", "invitations", "service-accounts"]) {
    await page.goto(`${base}/settings/${astray}`);
    await page.getByRole("alert").filter({ hasText: "You do not have access to this" }).waitFor();
    expect(await page.getByRole("button", { name: /^(Create|Invite)/ }).count(), astray).toBe(0);
  }
});
