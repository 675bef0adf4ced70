import { expect, test } from "vitest";
import { expectAccessible, openWindow } from "./support.ts";

test.each(["phone", "desk"] as const)(
  "a newcomer signs in at the embedded provider and is asked for an organization, on a %s",
  async (size) => {
    const { page, errors } = await openWindow({ size });
    await page.goto("/");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Continue to sign in" }).click();
    await page.waitForURL(/\/login\//);
    await expectAccessible(page);
    await page.getByLabel("E-mail").fill(`newcomer-${size}@first-visit.example`);
    await page.getByLabel("Name").fill("Grace Newcomer");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Create your organization" }).waitFor();
    await expectAccessible(page);
    expect(errors).toEqual([]);
  },
);

test("pages carry a policy whose nonce their scripts have, and may not be stored or framed", async () => {
  const { page } = await openWindow();
  const response = await page.goto("/");
  const headers = response?.headers() ?? {};
  const policy = headers["content-security-policy"] ?? "";
  const nonce = /'nonce-(\w+)'/.exec(policy)?.[1];
  expect(nonce).toMatch(/^\w{32}$/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers["cache-control"]).toBe("private, no-store");
  const again = await page.request.get("/");
  expect(again.headers()["content-security-policy"]).not.toContain(nonce);
  const scripts = (await response?.text())?.match(/<script[^>]*>/g) ?? [];
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((script) => !script.includes(`nonce="${nonce}"`))).toEqual([]);
});

test("a missing built file is a plain 404", async () => {
  const { page } = await openWindow();
  const file = await page.request.get("/_next/static/gone.js");
  expect([file.status(), await file.text()]).toEqual([404, "Not found\n"]);
});
