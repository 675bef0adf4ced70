import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { signIn } from "../test/support/sign-in.ts";
import { stack } from "../test/support/stack.ts";

test("an invitation arrives in the mail of the local stack, with the link to answer it", async () => {
  const owner = await signIn({ email: `owner-${randomUUID()}@example.org`, name: "Ada Lovelace" });
  const created = await owner.fetch("/api/v1/orgs", { method: "POST", json: { name: `Mail ${randomUUID()}` } });
  const org = (await created.json()) as { slug: string; name: string };
  const email = `guest-${randomUUID()}@example.org`;
  const invited = await owner.fetch(`/api/v1/orgs/${org.slug}/invitations`, { method: "POST", json: { email } });
  expect(invited.status).toBe(201);
  const { origin, issuer } = stack();
  const listed = async () => (await fetch(`${issuer}/mail`)).text();
  await expect.poll(listed, { timeout: 20_000, interval: 200 }).toContain(email);
  const link = (await listed()).match(/<a class="account" href="([^"]+)">.*?<\/a>/gs)?.find((one) => one.includes(email));
  const path = /href="([^"]+)"/.exec(link ?? "")?.[1] ?? "";
  const page = await (await fetch(issuer + path)).text();
  expect(page).toContain(`Ada Lovelace invited you to ${org.name}`);
  expect(page).toContain(`${origin}/`);
  const raw = await (await fetch(`${issuer}${path}/raw`)).text();
  expect(raw).toContain("Content-Type: multipart/alternative");
});
