import { collaborationOf } from "@cairn/sdk/collaboration";
import { beforeAll, describe, expect, test } from "vitest";
import { newMember, newPerson, newPlace, newProgram, type Person, type Place } from "./people.ts";
import { expectAccessible, openWindow } from "./support.ts";

let ada: Person;
let grace: Person;
let place: Place;
let run: string;

beforeAll(async () => {
  ada = await newPerson("Ada Lovelace");
  place = await newPlace(ada);
  grace = await newMember(ada, place, "member", "Grace Hopper");
  const program = await newProgram(ada, place);
  run = (await program.runs.create({ experiment: "engines", name: "difference" })).id;
});

const inboxOf = ({ api }: Person) => collaborationOf(api).inbox;
const mention = (person: Person, text: string) =>
  collaborationOf(ada.api).comments.create({ subject: run, body: `${text} @[${person.name}](${person.id})` }, place);

describe("comments", () => {
  test("are written with the keyboard alone, mention a member by a picker, and are edited and deleted", async () => {
    const { page, errors } = await openWindow({ as: ada });
    await page.goto(`${place.path}/runs/${run}?tab=comments`);
    await page.getByText("No comments yet").waitFor();
    const field = page.getByRole("textbox", { name: "Comment" });
    await field.pressSequentially("**Look** @gra");
    await page.getByRole("option", { name: /Grace Hopper/ }).waitFor();
    await expectAccessible(page);
    await field.press("Enter");
    expect(await field.inputValue()).toBe("**Look** @Grace Hopper ");
    await field.pressSequentially("please");
    await field.press("Control+Enter");
    const comment = page.getByRole("listitem", { name: "Comment of Ada Lovelace" });
    await comment.locator("strong", { hasText: "Grace Hopper" }).waitFor();
    expect(await comment.textContent()).not.toContain("usr_");
    await expect.poll(async () => (await inboxOf(grace).list({ kind: "mention" }).toArray()).length, { timeout: 15_000 }).toBe(1);

    await comment.getByRole("button", { name: "Edit comment" }).click();
    const editor = page.getByRole("textbox", { name: "Edit comment" });
    expect(await editor.inputValue()).toBe("**Look** @Grace Hopper please");
    await editor.fill("Never mind");
    await page.getByRole("button", { name: "Save comment" }).click();
    await comment.getByText("edited").waitFor();
    await comment.getByRole("button", { name: "Delete comment" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete comment" }).click();
    await page.getByText("No comments yet").waitFor();
    expect(errors).toEqual([]);
  });

  test("on an experiment are a part of its page, counted, and lead there from the inbox", async () => {
    const { experiment } = await ada.api.runs.get(run, place);
    const { page, errors } = await openWindow({ as: ada, size: "phone" });
    await page.goto(`${place.path}/experiments/${experiment.id}`);
    await page.getByRole("list", { name: "Activity" }).waitFor();
    await page.getByRole("tab", { name: "Comments" }).click();
    await page.getByText("No comments yet").waitFor();
    await page.getByRole("textbox", { name: "Comment" }).fill("Settled");
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    await page.getByRole("listitem", { name: "Comment of Ada Lovelace" }).getByText("Settled").waitFor();
    await page.getByRole("tab", { name: "Comments 1" }).waitFor();
    await expectAccessible(page);
    expect(errors).toEqual([]);

    const { comments } = collaborationOf(ada.api);
    const { id } = await comments.create({ subject: experiment.id, body: `See @[Grace Hopper](${grace.id})` }, place);
    const isOfIt = ({ subject }: { subject: { id: string } }) => subject.id === experiment.id;
    const told = async () => (await inboxOf(grace).list({ kind: "mention" }).toArray()).filter(isOfIt);
    await expect.poll(async () => (await told()).length, { timeout: 15_000 }).toBe(1);
    const reader = await openWindow({ as: grace, theme: "dark" });
    await reader.page.goto("/inbox");
    await reader.page.getByRole("link", { name: /Ada Lovelace mentioned you in a comment on engines/ }).click();
    await reader.page.waitForURL(/\/experiments\/exp_[^/]+\?tab=comments$/);
    await reader.page.getByRole("listitem", { name: "Comment of Ada Lovelace" }).getByText("Settled").waitFor();
    await comments.delete(id, place);
    await inboxOf(grace).mark({ read: true, archived: true });
  });

  test("of others appear on an open page, and a viewer only reads", async () => {
    const viewer = await newMember(ada, place, "viewer", "Vera");
    const { page } = await openWindow({ as: viewer, size: "phone", theme: "dark" });
    await page.goto(`${place.path}/runs/${run}?tab=comments`);
    await page.getByText("No comments yet").waitFor();
    expect(await page.getByRole("textbox", { name: "Comment" }).count()).toBe(0);
    const { id } = await collaborationOf(ada.api).comments.create({ subject: run, body: "Hello from elsewhere" }, place);
    await page.getByText("Hello from elsewhere").waitFor();
    await expectAccessible(page);
    await collaborationOf(ada.api).comments.delete(id, place);
  });
});

describe("the inbox", () => {
  test("counts on an open page without being asked, and is read, archived and emptied by keys", async () => {
    const person = await newMember(ada, place, "member", "Hedy");
    // The invitation was handed on, and so waits for nobody any more.
    const isSettled = async () => (await inboxOf(ada).list().toArray()).some(({ actor }) => actor.id === person.id);
    await expect.poll(isSettled, { timeout: 20_000 }).toBe(true);
    const { page, errors } = await openWindow({ as: person });
    await page.goto(`${place.path}/runs`);
    const bell = page.getByRole("link", { name: /^Inbox/ });
    await bell.waitFor();
    await mention(person, "first");
    await page.getByRole("link", { name: "Inbox 1 unread" }).waitFor();
    await mention(person, "second");
    await page.getByRole("link", { name: "Inbox 2 unread" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    const rows = page.getByRole("list", { name: "Notifications" }).getByRole("listitem");
    await expect.poll(() => rows.count()).toBe(2);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.keyboard.press("u");
    await page.getByRole("link", { name: "Inbox 1 unread" }).waitFor();
    await page.keyboard.press("e");
    await expect.poll(() => rows.count()).toBe(1);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/runs\/run_[^/]+\?tab=comments$/);
    await expect.poll(async () => (await inboxOf(person).count()).unread).toBe(0);
    await page.goto("/inbox?show=archived&kind=mention");
    await expect.poll(() => rows.count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test("says what failed and comes back, and on a phone too", async () => {
    await mention(grace, "third");
    const { page } = await openWindow({ as: grace, size: "phone" });
    let isBroken = true;
    await page.route("**/api/v1/me/notifications?*", (route) =>
      isBroken
        ? route.fulfill({ status: 400, contentType: "application/problem+json", body: '{"code":"invalid_request","status":400}' })
        : route.continue(),
    );
    await page.goto("/inbox");
    const retry = page.getByRole("button", { name: /try again/i });
    await retry.waitFor();
    isBroken = false;
    await retry.click();
    await page.getByRole("list", { name: "Notifications" }).getByRole("listitem").first().waitFor();
    await page.getByRole("button", { name: "Mark all read" }).click();
    await page.getByRole("button", { name: "Unread", exact: true }).click();
    await page.getByText("Everything is read").waitFor();
  });
});

test("what somebody is told is chosen by ticks, and an address that is not public is refused at the field", async () => {
  const person = await newMember(ada, place, "member", "Lise");
  const { preferences } = collaborationOf(person.api);
  const { page } = await openWindow({ as: person });
  await page.goto("/account/notifications");
  const box = page.getByRole("checkbox", { name: "Comments: E-mail" });
  expect(await box.isChecked()).toBe(false);
  await box.click();
  await expect.poll(async () => (await preferences.get()).channels.comment.email).toBe(true);
  await page.getByLabel("E-mail comes").selectOption("daily");
  await page.getByLabel("At", { exact: true }).selectOption("17");
  await expect.poll(async () => (await preferences.get()).digest).toEqual({ every: "daily", hour: 17, time_zone: "UTC" });
  expect(await page.getByRole("checkbox", { name: "Mentions: Slack" }).isDisabled()).toBe(true);
  const address = page.getByLabel("Incoming webhook");
  await address.fill("https://192.168.0.1/services");
  await page.getByRole("button", { name: "Connect Slack" }).click();
  await page.getByText(/holds an IP address/).waitFor();
  await address.fill("http://localhost:1/services");
  await page.getByRole("button", { name: "Connect Slack" }).click();
  await page.getByRole("button", { name: "Disconnect Slack" }).waitFor();
  expect(await page.getByRole("checkbox", { name: "Mentions: Slack" }).isChecked()).toBe(true);
});
