import { globSync } from "node:fs";
import { dirname } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { root } from "../../scripts/stack/paths.ts";
import { newMember } from "./people.ts";
import { expectAccessible, expectFits, openWindow } from "./support.ts";
import { emptyWorld, fullWorld, type World, waitingAuthorization, waitingCode } from "./world.ts";

/** One look at a page: where it is, and what it shows once it is there. */
interface Look {
  path: string;
  shows: string | RegExp;
}

const at = (world: World, rest = "") => world.place.path + rest;
const inOrg = ({ place }: World, rest: string) => `/${place.organization}${rest}`;
const isFull = ({ run }: World): boolean => run !== undefined;

/** How to come to each page of the app, by its folder in web/app. */
const pages: Record<string, (world: World) => Look | Promise<Look>> = {
  "/": () => ({ path: "/", shows: "A home for computational work" }),
  "/sign-in": () => ({ path: "/sign-in?return_to=/account", shows: "Sign in to Cairn" }),
  "/sign-in/error": () => ({
    path: `/sign-in/error?code=claim_missing&claim=email&request_id=${"0123456789".repeat(4)}`,
    shows: "Your account is incomplete",
  }),
  "/signed-out": () => ({ path: "/signed-out", shows: "You are signed out" }),
  "/status": () => ({ path: "/status", shows: "All systems are operational" }),
  "/device": async (world) =>
    isFull(world)
      ? { path: `/device?code=${await waitingCode(world.place)}`, shows: "Does your terminal show this code?" }
      : { path: "/device", shows: "Your terminal shows it after cairn login." },
  "/authorize": async (world) =>
    isFull(world)
      ? { path: await waitingAuthorization(world.person), shows: "Sign in Cairn command line?" }
      : { path: "/authorize?request=gone", shows: "This sign-in is over" },
  "/account": () => ({ path: "/account", shows: "This browser" }),
  "/account/notifications": () => ({ path: "/account/notifications", shows: "Incoming webhook" }),
  "/inbox": (world) => ({ path: "/inbox", shows: isFull(world) ? "accepted your invitation" : "Nothing here" }),
  "/[org]": (world) => ({ path: inOrg(world, ""), shows: isFull(world) ? "Palmer Archipelago Penguins" : "Main" }),
  "/[org]/settings": (world) => ({ path: inOrg(world, "/settings"), shows: "Name and address" }),
  "/[org]/settings/members": (world) => ({ path: inOrg(world, "/settings/members"), shows: world.person.email }),
  "/[org]/settings/invitations": (world) => ({
    path: inOrg(world, "/settings/invitations"),
    shows: isFull(world) ? "Cancelled" : "No invitations",
  }),
  "/[org]/settings/service-accounts": (world) => ({
    path: inOrg(world, "/settings/service-accounts"),
    shows: isFull(world) ? "nightly-training-pipeline-of-the-cluster" : "No service accounts",
  }),
  "/[org]/settings/keys": (world) => ({ path: inOrg(world, "/settings/keys"), shows: isFull(world) ? "Revoked" : "No keys" }),
  "/[org]/settings/webhooks": (world) => ({
    path: inOrg(world, "/settings/webhooks"),
    shows: isFull(world) ? "Disabled" : "No endpoints",
  }),
  "/[org]/settings/webhooks/[webhook]": (world) =>
    isFull(world)
      ? { path: inOrg(world, `/settings/webhooks/${world.webhook}?tab=settings`), shows: "at most 10 a second" }
      : { path: inOrg(world, "/settings/webhooks/we_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"), shows: "Could not load the endpoint" },
  "/[org]/settings/webhooks/event-types": (world) => ({
    path: inOrg(world, "/settings/webhooks/event-types"),
    shows: "run.finished",
  }),
  "/[org]/settings/usage": (world) => ({ path: inOrg(world, "/settings/usage"), shows: "This plan limits nothing" }),
  "/[org]/settings/audit": (world) => ({ path: inOrg(world, "/settings/audit"), shows: world.person.name }),
  "/[org]/settings/workspaces": (world) => ({ path: inOrg(world, "/settings/workspaces"), shows: world.place.workspace }),
  "/[org]/settings/danger": (world) => ({ path: inOrg(world, "/settings/danger"), shows: "You are the only owner" }),
  "/[org]/[workspace]": (world) => ({ path: at(world), shows: isFull(world) ? "Recent runs" : "Log a first run" }),
  "/[org]/[workspace]/runs": (world) => ({ path: at(world, "/runs"), shows: isFull(world) ? "gentoo-17" : "Log a first run" }),
  "/[org]/[workspace]/compare": (world) =>
    isFull(world)
      ? { path: at(world, `/compare?runs=${world.runs?.join(",")}`), shows: "fields differ" }
      : { path: at(world, "/compare"), shows: "No runs to compare" },
  "/[org]/[workspace]/logs": (world) =>
    isFull(world)
      ? { path: at(world, "/logs?text=colony"), shows: "of the colony" }
      : { path: at(world, "/logs"), shows: "Search what runs printed" },
  "/[org]/[workspace]/experiments": (world) => ({
    path: at(world, "/experiments"),
    shows: isFull(world) ? "penguins" : "No experiments",
  }),
  "/[org]/[workspace]/experiments/[experiment]": (world) =>
    isFull(world)
      ? { path: at(world, `/experiments/${world.experiment}`), shows: "gentoo-17" }
      : { path: at(world, "/experiments/exp_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"), shows: "There is no such experiment" },
  "/[org]/[workspace]/runs/[run]": (world) =>
    isFull(world)
      ? { path: at(world, `/runs/${world.run}`), shows: "200 points" }
      : { path: at(world, "/runs/run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"), shows: "There is no such run" },
  "/[org]/[workspace]/builds": (world) => ({
    path: at(world, "/builds"),
    shows: isFull(world) ? "nightly-gentoo" : "Make a first build",
  }),
  "/[org]/[workspace]/builds/[build]": (world) =>
    world.tasks
      ? {
          path: at(world, `/builds/${world.tasks.build}?task=${world.tasks.failed.id}&below=timeline`),
          shows: "RangeError: the loss is not a number",
        }
      : { path: at(world, "/builds/bld_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"), shows: "There is no such build" },
  "/[org]/[workspace]/tasks": (world) => ({
    path: at(world, "/tasks?q=namespace:%3D:penguins"),
    shows: isFull(world) ? "Summarize" : "No task matches",
  }),
  "/[org]/[workspace]/tasks/[task]": (world) =>
    world.tasks
      ? { path: at(world, `/tasks/${world.tasks.done.id}`), shows: "antarctica-7" }
      : { path: at(world, `/tasks/${"0".repeat(64)}`), shows: "There is no such task" },
  "/[org]/[workspace]/tasks/graph": (world) => ({
    path: at(world, "/tasks/graph"),
    shows: isFull(world) ? "40 tasks, orphan" : "No tasks: make a first build",
  }),
  "/[org]/[workspace]/tasks/types": (world) => ({
    path: at(world, "/tasks/types"),
    shows: isFull(world) ? "penguins.CleanFold" : "No task types",
  }),
  "/[org]/[workspace]/tasks/clean-up": (world) => ({
    path: at(world, "/tasks/clean-up"),
    shows: isFull(world) ? "Together" : "No task has an output yet.",
  }),
  "/[org]/[workspace]/activity": (world) => ({
    path: at(world, "/activity"),
    shows: isFull(world) ? "gentoo-17" : "Nothing happened yet",
  }),
  "/[org]/[workspace]/settings/webhooks": (world) => ({
    path: at(world, "/settings/webhooks"),
    shows: isFull(world) ? "127.0.0.1:9" : "No endpoints",
  }),
  "/[org]/[workspace]/settings/webhooks/[webhook]": (world) =>
    isFull(world)
      ? { path: at(world, `/settings/webhooks/${world.webhook}`), shows: /^(just now|\d+ minutes? ago)$/ }
      : { path: at(world, "/settings/webhooks/we_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"), shows: "Could not load the endpoint" },
  "/[org]/[workspace]/settings/usage": (world) => ({
    path: at(world, "/settings/usage"),
    shows: isFull(world) ? "in these days" : "No runs in these days",
  }),
  "/[org]/[workspace]/settings/audit": (world) => ({ path: at(world, "/settings/audit"), shows: world.person.name }),
  "/[org]/[workspace]/settings": (world) => ({
    path: at(world, "/settings"),
    shows: isFull(world) ? /s3:\/\/bucket/ : "No target roots",
  }),
};

/** Pages for people without a session. */
const strangers = new Set(["/", "/sign-in", "/sign-in/error", "/signed-out", "/status"]);

const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** Looks at what is shown in both themes, on a desk and on a phone: no rule of accessibility broken, nothing wider than the window. */
async function inspect(page: Page): Promise<void> {
  for (const viewport of Object.values(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.waitForFunction((theme) => document.documentElement.classList.contains(theme), colorScheme);
      // A theme changes nothing but colours.
      await expectAccessible(page, colorScheme === "light" ? {} : { rules: ["color-contrast"] });
    }
    await expectFits(page);
  }
}

/** What the browser says of an answer that is an error, where one is expected. */
const isRefusal = (line: string): boolean => /^Failed to load resource: .* 40[34]/.test(line);

const worlds: Partial<Record<"empty" | "full", World>> = {};
beforeAll(async () => {
  [worlds.empty, worlds.full] = await Promise.all([emptyWorld(), fullWorld()]);
});
const worldOf = (name: "empty" | "full"): World => worlds[name] as World;

test("every page of the app is looked at here", () => {
  const found = globSync("**/page.tsx", { cwd: `${root}/web/app` }).map((file) => `/${dirname(file)}`.replace(/^\/\.$/, "/"));
  expect(Object.keys(pages).toSorted()).toEqual(found.toSorted());
});

const seen = Object.keys(pages).flatMap((pattern) => [
  { pattern, name: "empty" as const },
  // What strangers see is the same in both worlds.
  ...(strangers.has(pattern) ? [] : [{ pattern, name: "full" as const }]),
]);

test.each(seen)("$pattern, $name, is accessible and fits in both themes, on desk and phone", async ({ pattern, name }) => {
  const world = worldOf(name);
  const { path = "", shows = "" } = (await pages[pattern]?.(world)) ?? {};
  const { page, errors } = await openWindow(strangers.has(pattern) ? {} : { as: world.person });
  await page.goto(path);
  await page.getByRole("main").getByText(shows).first().waitFor({ state: "attached" });
  await inspect(page);
  expect(errors.filter((line) => !isRefusal(line))).toEqual([]);
});

/** What opens over a page: how, and the name of what is open then. */
const dialogs: Record<string, { path: (world: World) => string; open: (page: Page) => Promise<void>; name: string }> = {
  "command palette": { path: at, open: (page) => page.keyboard.press("Control+k"), name: "Search and commands" },
  "keyboard help": { path: at, open: (page) => page.keyboard.press("?"), name: "Keyboard" },
  "new organization": {
    path: at,
    open: async (page) => {
      await page.getByRole("button", { name: /^Switch organization/ }).click();
      await page.getByRole("menuitem", { name: "Create organization" }).click();
    },
    name: "Create organization",
  },
  "new workspace": {
    path: (world) => inOrg(world, "/settings/workspaces"),
    open: (page) => page.getByRole("button", { name: "Create workspace" }).click(),
    name: "Create workspace",
  },
  "new key": {
    path: (world) => inOrg(world, "/settings/keys"),
    open: (page) => page.getByRole("button", { name: "Create key" }).click(),
    name: "Create key",
  },
  "new service account": {
    path: (world) => inOrg(world, "/settings/service-accounts"),
    open: (page) => page.getByRole("button", { name: "Create service account" }).click(),
    name: "Create service account",
  },
  "new endpoint": {
    path: (world) => inOrg(world, "/settings/webhooks"),
    open: async (page) => {
      await page.getByRole("button", { name: "Create endpoint" }).click();
      await page.getByLabel("Only these").check();
    },
    name: "Create endpoint",
  },
  "test event": {
    path: (world) => at(world, `/settings/webhooks/${world.webhook}`),
    open: async (page) => {
      await page.getByRole("button", { name: "Send test event" }).first().click();
      await page.getByRole("dialog").getByRole("button", { name: "Send test event" }).click();
      await page.getByText("It was not delivered.").waitFor();
    },
    name: "Send test event",
  },
  "delivery with its attempts": {
    path: (world) => at(world, `/settings/webhooks/${world.webhook}`),
    open: (page) => page.getByRole("button", { name: "run.finished", exact: true }).first().click(),
    name: "run.finished",
  },
  "replay of a range": {
    path: (world) => at(world, `/settings/webhooks/${world.webhook}`),
    open: (page) => page.getByRole("button", { name: "Replay…" }).click(),
    name: "Replay messages",
  },
  "new secret": {
    path: (world) => at(world, `/settings/webhooks/${world.webhook}?tab=signature`),
    open: (page) => page.getByRole("button", { name: "Rotate secret" }).click(),
    name: "Rotate secret",
  },
  "code of a build": {
    path: (world) => at(world, `/builds/${world.tasks?.build}`),
    open: (page) => page.getByRole("button", { name: "Code and environment" }).click(),
    name: "Code and environment",
  },
  "sweep of a task": {
    path: (world) => at(world, `/tasks/${world.tasks?.done.id}`),
    open: async (page) => {
      await page.getByRole("button", { name: "Sweep", exact: true }).click();
      await page.getByRole("button", { name: "Vary seed" }).click();
      await page.getByText("1 task: 1 success.").waitFor();
    },
    name: "Sweep of penguins.TrainTree",
  },
  "new task": {
    path: (world) => at(world, "/tasks/types"),
    open: (page) => page.getByRole("button", { name: "New task of penguins.LoadPenguins" }).click(),
    name: "New penguins.LoadPenguins",
  },
  "code of a task": {
    path: (world) => at(world, `/tasks/${world.tasks?.done.id}`),
    open: (page) => page.getByRole("button", { name: "Run again" }).click(),
    name: "Run it again",
  },
  "invite people": {
    path: (world) => inOrg(world, "/settings/invitations?invite=1"),
    open: async () => {},
    name: "Invite people",
  },
};

test.each(Object.keys(dialogs))("%s is accessible and fits", async (which) => {
  const dialog = dialogs[which];
  const world = worldOf("full");
  const { page, errors } = await openWindow({ as: world.person });
  await page.goto(dialog?.path(world) ?? "");
  // Not by its role: a dialog that the address opens hides the page behind it from assistive technology.
  await page.locator("main").first().waitFor();
  await page.waitForLoadState("networkidle");
  await dialog?.open(page);
  await page.getByRole("dialog", { name: dialog?.name ?? "" }).waitFor();
  await inspect(page);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  expect(errors).toEqual([]);
});

test("menus, a question before a deletion and what a viewer is refused are accessible and fit", async () => {
  const world = worldOf("full");
  const { page, errors } = await openWindow({ as: world.person });
  await page.goto(inOrg(world, "/settings/danger"));
  for (const trigger of [/^Switch organization/, /^Account of/]) {
    await page.getByRole("button", { name: trigger }).click();
    await page.getByRole("menu").waitFor();
    // All of WCAG; that an open menu stands beside the landmarks is how menus are, and only a recommendation speaks of it.
    await expectAccessible(page, { tags: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
    await page.keyboard.press("Escape");
  }
  await page.getByRole("button", { name: "Delete organization" }).click();
  await page.getByRole("alertdialog").waitFor();
  await inspect(page);
  expect(errors).toEqual([]);
  const viewer = await newMember(world.person, world.place, "viewer");
  const other = await openWindow({ as: viewer });
  await other.page.goto(inOrg(world, "/settings/audit"));
  await other.page.getByText("You do not have access to this").waitFor();
  await inspect(other.page);
});

test.each(["/no-such-page-here", "/no-such-org/main/runs"])("%s says that there is nothing", async (path) => {
  const { page, errors } = await openWindow({ as: worldOf("empty").person });
  await page.goto(path);
  await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
  await inspect(page);
  expect(errors.filter((line) => !isRefusal(line))).toEqual([]);
});
