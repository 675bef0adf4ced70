import { Webhook as Verifier } from "standardwebhooks";
import { expect, test } from "vitest";
import { newMember, newPerson, newPlace, newProgram } from "./people.ts";
import { type Received, startReceiver } from "./receiver.ts";
import { expectAccessible, openWindow } from "./support.ts";

const verify = (secret: string, { headers, body }: Received) =>
  new Verifier(secret).verify(body, headers as Record<string, string>) as { type: string; data: { id: string; test?: true } };

test("an endpoint is created, its mistakes told apart; a test, an event and a replay arrive signed with its secret", async () => {
  const receiver = await startReceiver();
  const person = await newPerson();
  const place = await newPlace(person);
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`/${place.organization}/settings/webhooks`);
  await page.getByRole("button", { name: "Create endpoint" }).first().click();
  const dialog = page.getByRole("dialog");
  const submit = () => dialog.getByRole("button", { name: "Create endpoint" }).click();
  await submit();
  await dialog.getByText("Enter the address that events go to.").waitFor();
  await dialog.getByLabel("URL").fill("ftp://hooks.example.com");
  await dialog.getByText("The address must begin with https://.").waitFor();
  await dialog.getByLabel("URL").fill("https://169.254.169.254/latest/meta-data");
  await submit();
  await dialog.getByText("The address holds an IP address instead of a name").waitFor();
  await dialog.getByLabel("URL").fill(receiver.url);
  await dialog.getByLabel("Only these").check();
  await submit();
  await dialog.getByText("Choose at least one type of event, or all.").waitFor();
  await dialog.getByLabel("Search types of events").fill("experiment was archived");
  await dialog.getByLabel("experiment.archived").check();
  await dialog.getByLabel("Search types of events").fill("");
  await dialog.getByLabel("workspace.* all of these").check();
  await submit();
  const secret = (await page.getByTestId("secret").textContent()) ?? "";
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Open the endpoint" }).click();

  await page.getByText("Nothing was sent yet").waitFor();
  await page.getByRole("button", { name: "Send test event" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Send test event" }).click();
  await page.getByText("It was delivered.").waitFor();
  await page.getByRole("dialog").getByText("thanks").waitFor();
  expect(verify(secret, await receiver.waitFor(() => true))).toMatchObject({ type: "webhook.tested", data: { test: true } });
  await page.keyboard.press("Escape");

  // Nobody reloads: the table looks for itself.
  await person.api.workspaces.update(place.workspace, { name: "Renamed" }, { organization: place.organization });
  await page.getByRole("button", { name: "workspace.updated", exact: true }).click();
  const sheet = page.getByRole("dialog", { name: "workspace.updated" });
  await sheet.getByText("Delivered", { exact: true }).waitFor();
  await sheet.getByText("webhook-signature").first().waitFor();
  await expectAccessible(page);
  const first = await receiver.waitFor(({ body }) => body.includes('"workspace.updated"'));
  await sheet.getByRole("button", { name: "Replay" }).click();
  await sheet.getByText("2 attempts").waitFor({ timeout: 20_000 });
  const again = await receiver.waitFor((request) => request !== first && request.body === first.body);
  expect(again.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
  expect(verify(secret, again).type).toBe("workspace.updated");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Replay…" }).click();
  const replay = page.getByRole("dialog", { name: "Replay messages" });
  await replay.getByLabel("Which").selectOption("all");
  await replay.getByRole("button", { name: "Find messages" }).click();
  // Nothing is sent before the question is answered.
  await replay.getByText(/^\d+ messages? will be sent again\.$/).waitFor();
  await expectAccessible(page);
  await replay.getByRole("button", { name: /^Replay \d+ message/ }).click();
  await page.getByText(/messages? (is|are) sent again/).waitFor();
  // The browser notes that an address was refused.
  expect(errors.filter((line) => !/status of 400/.test(line))).toEqual([]);
});

test("what failed is filtered, an endpoint that is gone says so, and what was held is sent on resume", async () => {
  const receiver = await startReceiver();
  const person = await newPerson();
  const place = await newPlace(person);
  const program = await newProgram(person, place);
  receiver.answer = { status: 410, body: "no more" };
  const { id } = await person.api.workspaces.webhooks.create({ url: receiver.url, types: ["experiment.*"], description: "Pager" }, place);
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/settings/webhooks`);
  await page.getByRole("link", { name: "Pager" }).click();
  await program.experiments.create({ name: "penguins" });
  await page.getByRole("button", { name: "experiment.created", exact: true }).waitFor();
  await expect.poll(async () => (await person.api.workspaces.webhooks.get(id, place)).enabled, { timeout: 15_000 }).toBe(false);
  await page.reload();
  await page.getByText("It answered 410 Gone").waitFor();
  expect(await page.getByRole("button", { name: "Resume" }).isDisabled()).toBe(true);
  await program.experiments.create({ name: "seals" });
  await page.getByLabel("Filter by status").selectOption("held");
  await page.waitForURL(/status=held/);
  await page.getByText("Held", { exact: true }).first().waitFor();

  receiver.answer = { status: 200, body: "" };
  await page.getByRole("button", { name: "Enable endpoint" }).click();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByText(/messages? (is|are) sent now/).waitFor();
  await page.getByLabel("Filter by status").selectOption("delivered");
  await expect.poll(() => page.getByRole("button", { name: "experiment.created", exact: true }).count(), { timeout: 15_000 }).toBe(2);
  expect(errors).toEqual([]);
});

test("a secret is revealed, replaced with an overlap, and filled into the snippets; the endpoint is deleted", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const hooks = person.api.webhooks;
  const options = { organization: place.organization };
  const { id, secret } = await hooks.create({ url: "http://127.0.0.1:9/hooks/cairn", types: ["run.crashed"], description: "Old" }, options);
  const { page, errors } = await openWindow({ as: person });
  await page.goto(`/${place.organization}/settings/webhooks/${id}?tab=signature`);
  await page.getByText(`CAIRN_WEBHOOK_SECRET=whsec_…`).waitFor();
  await page.getByRole("button", { name: "Reveal secret" }).click();
  await page.getByText(`CAIRN_WEBHOOK_SECRET=${secret}`).waitFor();
  await page.getByText("Python").click();
  await page.getByText('@app.post("/hooks/cairn")').waitFor();
  await page.getByText('event["type"] == "run.crashed"').waitFor();

  await page.getByRole("button", { name: "Rotate secret" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("each request carries two signatures").waitFor();
  await dialog.getByRole("button", { name: "Rotate secret" }).click();
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  const { secret: next } = await hooks.secret(id, options);
  expect(next).not.toBe(secret);
  await page.getByText(`CAIRN_WEBHOOK_SECRET=${next}`).waitFor();
  await page.getByText(/The former secret signs too until it ends, in 2[34] hours/).waitFor();

  await page.getByRole("tab", { name: "Endpoint" }).click();
  await page.getByRole("button", { name: "Edit endpoint" }).click();
  await dialog.getByRole("textbox", { name: "Description" }).fill("New");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("heading", { name: "New" }).waitFor();
  expect(await hooks.get(id, options)).toMatchObject({ description: "New", types: ["run.crashed"] });
  await page.getByRole("button", { name: "Delete endpoint" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete endpoint" }).click();
  await page.getByText("No endpoints").waitFor();
  await expect(hooks.get(id, options)).rejects.toMatchObject({ code: "not_found" });
  expect(errors).toEqual([]);
});

test("who may not see endpoints is told so, and finds no link to them", async () => {
  const person = await newPerson();
  const place = await newPlace(person);
  const viewer = await newMember(person, place, "viewer");
  const { page } = await openWindow({ as: viewer });
  await page.goto(`/${place.organization}/settings/webhooks`);
  await page.getByText("You do not have access to this").waitFor();
  expect(await page.getByRole("link", { name: "Webhooks" }).count()).toBe(0);
  await page.goto(`${place.path}/settings/webhooks`);
  await page.getByText("You do not have access to this").waitFor();
  await expectAccessible(page);
});
