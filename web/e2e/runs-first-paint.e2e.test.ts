import { beforeAll, expect, test } from "vitest";
import { stack } from "../../workers/test/support/stack.ts";
import { newMember, newPerson, newPlace, newProgram, type Person, type Place } from "./people.ts";
import { openWindow } from "./support.ts";

let person: Person;
let place: Place;

beforeAll(async () => {
  person = await newPerson();
  place = await newPlace(person);
  const program = await newProgram(person, place);
  for (let i = 0; i < 60; i++) {
    const run = await program.runs.create({ experiment: i % 2 ? "odd" : "even", name: `run-${i}`, params: { lr: i, depth: 60 - i } });
    await program.runs.finish(run.id);
  }
});

const { origin } = stack();

/** The page as the server sends it, before any script ran. */
async function htmlOf(as: Person, query = "", cookie?: string) {
  const jar = as.jar.header(new URL(origin));
  const response = await fetch(`${origin}${place.path}/runs${query}`, {
    headers: { cookie: cookie === undefined ? jar : `${jar}; cairn_runs=${cookie}` },
  });
  const text = await response.text();
  const rows = [...text.matchAll(/<a[^>]*href="[^"]*\/runs\/run_[^"]*"[^>]*>([^<]*)<\/a>/g)].map(([, name]) => name);
  const heads = [...text.matchAll(/title="(\w+ [^"]*)\. Click to sort/g)].map(([, title]) => title);
  return { response, text, rows, heads };
}
const kept = (value: unknown) => encodeURIComponent(typeof value === "string" ? value : JSON.stringify(value));

test("the first rows are in the page that the server sends, for those who may see them, and nobody keeps it", async () => {
  const { response, rows, heads } = await htmlOf(person);
  expect(rows.slice(0, 3)).toEqual(["run-59", "run-58", "run-57"]);
  expect(rows.length).toBeLessThan(40);
  expect(heads).toContain("Param lr");
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  expect(response.headers.get("content-security-policy")).toContain("script-src 'self' 'nonce-");
  const filtered = await htmlOf(person, "?q=params.lr+%3C+3&sort=params.lr&cols=params.depth");
  expect(filtered.rows).toEqual(["run-0", "run-1", "run-2"]);
  expect(filtered.heads).toEqual(["Param depth"]);
  const stranger = await newPerson();
  const seen = await htmlOf(stranger);
  expect(seen.rows).toEqual([]);
  expect(seen.text).not.toContain("run-59");
});

test("the server draws the columns that this browser chose, and the browser draws the same again", async () => {
  const { page, context, errors } = await openWindow({ as: person });
  await page.goto(`${place.path}/runs?layout=table`);
  await page
    .getByRole("status")
    .filter({ hasText: /^Live$/ })
    .waitFor();
  await page.getByRole("button", { name: "Columns", exact: true }).click();
  await page.getByRole("button", { name: "Hide experiment" }).click();
  await page.getByRole("button", { name: "Pin duration" }).click();
  await page.keyboard.press("Escape");
  const cookie = (await context.cookies(origin + place.path)).find(({ name }) => name === "cairn_runs");
  expect(cookie?.path).toBe(place.path);
  // Requests to the API do not carry it.
  expect((await context.cookies(`${origin}/api/v1/me`)).map(({ name }) => name)).not.toContain("cairn_runs");
  const { heads, rows } = await htmlOf(person, "", cookie?.value);
  expect(heads[0]).toBe("Attribute Duration");
  expect(heads).not.toContain("Attribute Experiment");
  expect(rows[0]).toBe("run-59");
  await page.goto(`${place.path}/runs`);
  await page
    .getByRole("status")
    .filter({ hasText: /^Live$/ })
    .waitFor();
  expect((await page.getByRole("columnheader").allTextContents()).slice(0, 2)).toEqual(["Run", "Duration"]);
  // The cookie is made again of what the storage holds, and the other way round.
  await context.clearCookies({ name: "cairn_runs" });
  await page.reload();
  await expect.poll(async () => (await context.cookies(origin + place.path)).some(({ name }) => name === "cairn_runs")).toBe(true);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("cairn.runs.")))).toBe(true);
  expect((await page.getByRole("columnheader").allTextContents()).slice(0, 2)).toEqual(["Run", "Duration"]);
  expect(errors).toEqual([]);
});

test("a cookie that is broken, or that somebody else wrote, changes nothing but columns", async () => {
  const plain = await htmlOf(person);
  for (const cookie of ["%", "x", kept("{"), kept([]), kept({ cols: 7, widths: [], layout: {} })]) {
    const { response, rows, heads } = await htmlOf(person, "", cookie);
    expect([response.status, heads, rows], cookie).toEqual([200, plain.heads, plain.rows]);
  }
  const evil = '"><script>alert(1)</script>';
  const { rows, heads, text } = await htmlOf(
    person,
    "",
    kept({
      cols: [evil, "params.lr", `params.${evil}`, "api.v1", "metrics."],
      widths: { "params.lr": "1px;background:url(//evil.example)" },
      layout: evil,
    }),
  );
  expect(rows).toEqual(plain.rows);
  expect(heads).toContain("Param lr");
  expect(text).not.toContain("<script>alert(1)");
  expect(text).not.toContain("evil.example");
});

test("what the server draws is what the browser draws first, on a phone too and in the view that opens first", async () => {
  const member = await newMember(person, place, "member");
  await member.api.views.create(
    {
      page: "runs",
      name: "Mine",
      scope: "personal",
      state: { q: "params.lr < 2", cols: ["params.depth"], widths: { "params.depth": 333 }, is_default: true },
    },
    place,
  );
  const { rows, heads, text } = await htmlOf(member);
  expect(rows).toEqual(["run-1", "run-0"]);
  expect(heads).toEqual(["Param depth"]);
  expect(text).toContain("--w1:333px");
  for (const size of ["phone", "desk"] as const) {
    const { page, errors } = await openWindow({ as: member, size });
    await page.goto(`${place.path}/runs`);
    await page.getByRole("button", { name: "View Mine" }).waitFor();
    await page
      .getByRole("status")
      .filter({ hasText: /^Live$/ })
      .waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get("q")).toBe("params.lr < 2");
    expect(await page.getByRole("grid", { name: "Runs" }).locator("[data-run]").count()).toBe(2);
    expect(errors).toEqual([]);
  }
});
