import { expect, test } from "vitest";
import { signIn } from "./support/sign-in.ts";
import { stack } from "./support/stack.ts";

test("a person signs in at the embedded provider and is known to the API", async () => {
  const ada = await signIn({ email: "ada@sign-in.example", name: "Ada" });
  const response = await ada.fetch("/api/v1/me");
  expect(response.status).toBe(200);
  expect(JSON.stringify(await response.json())).toContain("ada@sign-in.example");
});

test("without a session the API answers 401", async () => {
  expect((await fetch(`${stack().origin}/api/v1/me`)).status).toBe(401);
});

test("a form of another site cannot start a sign-in", async () => {
  const response = await fetch(`${stack().origin}/api/auth/start`, {
    method: "POST",
    headers: { origin: "https://elsewhere.example" },
    body: new URLSearchParams({ return_to: "/" }),
    redirect: "manual",
  });
  expect(response.status).toBe(403);
});
