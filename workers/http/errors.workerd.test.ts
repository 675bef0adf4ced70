import { ERROR_CODES, type Problem } from "@cairn/sdk/schema";
import { beforeAll, expect, test } from "vitest";
import { migrateControl, send } from "../test/support/fixtures.ts";

beforeAll(migrateControl);

test("the type of a problem leads to the page that explains its code", async () => {
  const { type, code } = (await (await send("/api/v1/me")).json()) as Problem;
  const page = await send(type);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain(`- **${code}** (${ERROR_CODES[code].status}): `);
});

test("a path that does not take a method says which ones it takes", async () => {
  const answer = await send("/api/v1/orgs/acme/members/usr_1", { method: "PUT", json: {} });
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(["DELETE", "PATCH"]);
  expect(await answer.json()).toMatchObject({ code: "method_not_allowed" });
});
