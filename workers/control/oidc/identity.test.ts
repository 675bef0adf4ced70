import { describe, expect, test } from "vitest";
import { attemptCookieNames } from "./attempt.ts";
import { completeClaims, displayData } from "./identity.ts";
import type { Outgoing } from "./outgoing.ts";

describe("what people see of a person", () => {
  test.each([
    [{ name: "Ada" }, "Ada"],
    [{ name: "  Ada \n\t Lovelace " }, "Ada Lovelace"],
    [{ name: "" }, "ada.l"],
    [{ name: 7 }, "ada.l"],
    [{ name: "\u0000" }, "ada.l"],
    [{ preferred_username: "countess" }, "countess"],
    [{ name: "x".repeat(200) }, "x".repeat(80)],
    [{ name: `${"x".repeat(79)}🦉` }, "x".repeat(79)],
    [{ name: "\ud800x" }, "\ufffdx"],
  ])("%j is called %s", (claims, name) => {
    expect(displayData({ email: "ada.l@example.org", ...claims }).name).toBe(name);
  });

  test.each([
    [true, true],
    ["true", true],
    [false, false],
    ["false", false],
    [undefined, false],
    [null, false],
    [1, false],
    ["perhaps", false],
  ])("email_verified %j counts as %s", (email_verified, verified) => {
    expect(displayData({ email: "a@example.org", email_verified }).emailVerified).toBe(verified);
  });

  test.each([undefined, "", "  ", 7, null])("an e-mail address %j is missing", (email) => {
    expect(() => displayData({ email })).toThrow(expect.objectContaining({ code: "claim_missing", data: { claim: "email" } }));
  });

  test.each(["ada", "@example.org", "ada@", "a b@example.org", "a@b@c", `${"x".repeat(250)}@example.org`, "a\u0000@example.org"])(
    "an e-mail address %j is wrong",
    (email) => {
      expect(() => displayData({ email })).toThrow(expect.objectContaining({ code: "id_token_invalid", data: { claim: "email" } }));
    },
  );
});

describe("the userinfo endpoint", () => {
  const claims = { sub: "ada", iss: "https://login.example.org" };
  const ask = (response: () => Response, own: object = {}) => {
    const asked: RequestInit[] = [];
    const outgoing = {
      async fetch(_url: string, init: RequestInit) {
        asked.push(init);
        return response();
      },
    } as unknown as Outgoing;
    const answer = completeClaims({ ...claims, ...own }, { endpoint: "https://login.example.org/me", accessToken: "token", outgoing });
    return { answer, asked };
  };

  test("fills in what the ID token leaves out, and never replaces what it says", async () => {
    const { answer, asked } = ask(() => Response.json({ sub: "ada", iss: "https://evil.example", email: "a@example.org", name: "Ada" }));
    expect(await answer).toEqual({ ...claims, email: "a@example.org", name: "Ada" });
    expect(asked[0]?.headers).toMatchObject({ authorization: "Bearer token" });
  });

  test("is not asked when the ID token has the address", async () => {
    const { answer, asked } = ask(() => Response.error(), { email: "a@example.org" });
    await answer;
    expect(asked).toEqual([]);
  });

  test.each([{ sub: "eve", email: "a@example.org" }, { email: "a@example.org" }])(
    "is not believed about somebody else: %j",
    async (body) => {
      await expect(ask(() => Response.json(body)).answer).rejects.toMatchObject({ code: "id_token_invalid", data: { claim: "sub" } });
    },
  );

  test.each([() => new Response("<html>"), () => new Response("", { status: 401 }), () => Response.json([])])(
    "may fail %#",
    async (response) => {
      await expect(ask(response).answer).rejects.toMatchObject({ code: "provider_unavailable" });
    },
  );
});

test("cookies of an attempt are for https alone where the origin is, and each state has its own", async () => {
  const secure = await attemptCookieNames("state-1", "https://cairn.example");
  expect(Object.values(secure).every((name) => name.startsWith("__Secure-cairn_attempt_"))).toBe(true);
  const plain = await attemptCookieNames("state-1", "http://localhost:8787");
  expect(Object.values(plain).every((name) => name.startsWith("cairn_attempt_"))).toBe(true);
  const next = await attemptCookieNames("state-2", "http://localhost:8787");
  expect(new Set([...Object.values(plain), ...Object.values(next)]).size).toBe(8);
});
