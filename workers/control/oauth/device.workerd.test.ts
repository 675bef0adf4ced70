import type { DeviceRequest, Grant, Page } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, test } from "vitest";
import { createPerson, env, migrateControl, outcome, send } from "../../test/support/fixtures.ts";
import { callerCtx, decide, heldClock, poll, post, postToken, refusal, requestCtx, startDevice, tokens } from "../../test/support/oauth.ts";
import { decideDevice, pollDevice, startDevice as startVerb } from "./device.ts";
import type { OAuthFault } from "./errors.ts";

beforeAll(migrateControl);

const rowOf = (userCode: string) =>
  env.CONTROL.prepare("SELECT * FROM device_grants WHERE user_code = ?").bind(userCode.replace("-", "")).first<Record<string, unknown>>();

describe("the start", () => {
  test("answers as RFC 8628 section 3.2 says, and keeps no device code", async () => {
    const response = await post("/api/oauth/device_authorization", { cairn_device: "ada's laptop", cairn_workspace: "acme/vision" });
    expect(response.headers.get("cache-control")).toBe("no-store");
    const started = (await response.json()) as Awaited<ReturnType<typeof startDevice>>;
    expect(started).toEqual({
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: "http://localhost:8787/device",
      verification_uri_complete: `http://localhost:8787/device?code=${started.user_code}`,
      expires_in: 600,
      interval: 5,
    });
    const row = await rowOf(started.user_code);
    expect(row).toMatchObject({ device: "ada's laptop", workspace: "acme/vision", status: "pending" });
    expect(JSON.stringify(row)).not.toContain(started.device_code);
  });

  test("uses every letter of the alphabet and no other", async () => {
    const codes = await Promise.all(Array.from({ length: 60 }, () => startDevice()));
    const letters = new Set(codes.flatMap((started) => [...started.user_code.replace("-", "")]));
    expect([...letters].sort().join("")).toBe("BCDFGHJKLMNPQRSTVWXZ");
  });

  test("takes what a program says of itself as text without anything unseen, and cut", async () => {
    const { user_code } = await startDevice({ cairn_device: `  a\r\nSet-Cookie: x\u202e\u200b${"😀".repeat(200)}` });
    const device = (await rowOf(user_code))?.device as string;
    expect(device).toBe(`aSet-Cookie: x${"😀".repeat(100 - 14)}`);
  });

  test.each([
    ["an unknown client", { client_id: "someone" }, "401 invalid_client"],
    ["no client", { client_id: "" }, "400 invalid_request"],
    ["a client that is there twice", { client_id: ["cairn-cli", "cairn-cli"] }, "400 invalid_request"],
    ["a repeated parameter of which one is empty", { scope: ["", "a"] }, "400 invalid_request"],
    ["a workspace that is none", { cairn_workspace: "https://evil.example" }, "400 invalid_request"],
  ])("refuses %s", async (_, form, expected) => {
    expect(await refusal(post("/api/oauth/device_authorization", form))).toBe(expected);
  });

  test("takes an empty parameter for an absent one", async () => {
    expect((await post("/api/oauth/device_authorization", { cairn_workspace: "", scope: "" })).status).toBe(200);
  });

  test.each(["application/json", "text/plain", "multipart/form-data; boundary=x"])("refuses a body of type %s", async (type) => {
    expect(await refusal(post("/api/oauth/device_authorization", {}, { headers: { "content-type": type } }))).toBe("400 invalid_request");
  });

  test("takes a form with a charset", async () => {
    const headers = { "content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8" };
    expect((await post("/api/oauth/device_authorization", {}, { headers })).status).toBe(200);
  });

  test("never repeats a strange parameter name in its answer", async () => {
    const response = await post("/api/oauth/device_authorization", { 'x"\\\n': ["1", "2"] });
    expect(((await response.json()) as { error_description: string }).error_description).toBe("A parameter is there twice.");
  });
});

describe("the person", () => {
  test("finds the request however the code is typed, and approves it", async () => {
    const ada = await createPerson("Ada");
    const { user_code, device_code } = await startDevice({ cairn_device: "box", cairn_workspace: "acme/vision" });
    expect(await refusal(poll(device_code))).toBe("400 authorization_pending");
    const typed = ` ${user_code.toLowerCase().replace("-", ". ")} `;
    const seen = await ada.json<DeviceRequest>(`/api/v1/device/${encodeURIComponent(typed)}`);
    expect(seen).toMatchObject({ user_code, device: "box", client_name: "Cairn command line", status: "pending" });
    expect(await outcome(decide(ada, user_code))).toBe("200");
    const got = await tokens(poll(device_code));
    expect(got).toMatchObject({ token_type: "Bearer", expires_in: 900, refresh_token: expect.stringMatching(/^cairn_rt_/) });
    expect(await refusal(poll(device_code))).toBe("400 invalid_grant");
    const { items } = await ada.json<Page<Grant>>("/api/v1/me/grants");
    expect(items).toMatchObject([{ current: false, device: "box", workspace: "acme/vision" }]);
  });

  test("can send the approval again, and look again, after the device has its token", async () => {
    const ada = await createPerson("Ada");
    const { user_code, device_code } = await startDevice();
    await decide(ada, user_code);
    await tokens(poll(device_code));
    for (let i = 0; i < 8; i++) expect(await (await decide(ada, user_code)).json()).toMatchObject({ status: "approved" });
    expect(await outcome(decide(ada, user_code, "deny"))).toBe("409 illegal_transition");
  });

  test("is the only one who sees the code once it was entered", async () => {
    const [ada, eve] = [await createPerson("Ada"), await createPerson("Eve")];
    const { user_code } = await startDevice();
    expect(await outcome(ada.fetch(`/api/v1/device/${user_code}`))).toBe("200");
    expect(await outcome(eve.fetch(`/api/v1/device/${user_code}`))).toBe("404 not_found");
    expect(await outcome(decide(eve, user_code))).toBe("404 not_found");
    const missing = await (await eve.fetch("/api/v1/device/BBBBBBBB", { headers: { "x-request-id": "same-id-1" } })).text();
    const taken = await (await eve.fetch(`/api/v1/device/${user_code}`, { headers: { "x-request-id": "same-id-1" } })).text();
    expect(taken).toBe(missing);
  });

  test("of two who enter a code at once only one gets it", async () => {
    const people = await Promise.all(Array.from({ length: 6 }, (_, i) => createPerson(`Person ${i}`)));
    const { user_code } = await startDevice();
    const answers = await Promise.all(people.map((person) => outcome(person.fetch(`/api/v1/device/${user_code}`))));
    expect(answers.filter((answer) => answer === "200")).toHaveLength(1);
    expect(answers.filter((answer) => answer === "404 not_found")).toHaveLength(5);
  });

  test("of an approval and a denial at once only one counts, and one is recorded", async () => {
    const ada = await createPerson("Ada");
    const { user_code, device_code } = await startDevice();
    await ada.fetch(`/api/v1/device/${user_code}`);
    const answers = await Promise.all([outcome(decide(ada, user_code, "approve")), outcome(decide(ada, user_code, "deny"))]);
    expect([...answers].sort()).toEqual(["200", "409 illegal_transition"]);
    const approved = answers[0] === "200";
    if (approved) await tokens(poll(device_code));
    else expect(await refusal(poll(device_code))).toBe("400 access_denied");
    const { results } = await env.CONTROL.prepare("SELECT action FROM audit WHERE target_id = ?").bind(user_code).all();
    expect(results).toEqual([{ action: approved ? "device.approved" : "device.denied" }]);
  });

  test("denies, and the device is told", async () => {
    const ada = await createPerson("Ada");
    const { user_code, device_code } = await startDevice();
    await decide(ada, user_code, "deny");
    expect(await refusal(poll(device_code))).toBe("400 access_denied");
    expect(await refusal(poll(device_code))).toBe("400 access_denied");
  });

  test("is locked out after five wrong codes, for right ones too, while others go on", async () => {
    const [mallory, ada] = [await createPerson("Mallory"), await createPerson("Ada")];
    const { user_code } = await startDevice();
    for (const wrong of ["BBBBBBBB", "nonsense", "BBBB-CCCC", "ÄÖÜ", "DDDDDDDD"])
      expect(await outcome(mallory.fetch(`/api/v1/device/${encodeURIComponent(wrong)}`))).toBe("404 not_found");
    const locked = await mallory.fetch(`/api/v1/device/${user_code}`);
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(60);
    expect(await outcome(decide(mallory, user_code))).toBe("429 rate_limited");
    expect(await outcome(ada.fetch(`/api/v1/device/${user_code}`))).toBe("200");
  });

  test("gets no further with fifty guesses at once", async () => {
    const mallory = await createPerson("Mallory");
    const answers = await Promise.all(Array.from({ length: 50 }, () => outcome(mallory.fetch("/api/v1/device/BBBBBBBB"))));
    expect(answers.filter((answer) => answer === "404 not_found")).toHaveLength(5);
    expect(answers.filter((answer) => answer === "429 rate_limited")).toHaveLength(45);
  });

  test("needs a browser's session, not a program's token", async () => {
    const ada = await createPerson("Ada");
    const { user_code } = await startDevice();
    const first = await startDevice();
    await decide(ada, first.user_code);
    const { access_token } = await tokens(poll(first.device_code));
    const headers = { authorization: `Bearer ${access_token}` };
    expect(await outcome(send(`/api/v1/device/${user_code}`, { headers }))).toBe("403 insufficient_scope");
    expect(await outcome(send(`/api/v1/device/${user_code}`))).toBe("401 unauthenticated");
  });
});

describe("the poll", () => {
  test.each([
    ["no device code", {}, "400 invalid_request"],
    ["an empty one", { device_code: "" }, "400 invalid_request"],
    ["two of them", { device_code: ["a", "b"] }, "400 invalid_request"],
    ["an unknown one", { device_code: "nope" }, "400 invalid_grant"],
    ["another client", { device_code: "nope", client_id: "someone" }, "401 invalid_client"],
  ])("refuses %s", async (_, form, expected) => {
    expect(await refusal(postToken({ grant_type: "urn:ietf:params:oauth:grant-type:device_code", ...form }))).toBe(expected);
  });

  test.each([
    ["no grant type", {}, "400 invalid_request"],
    ["an unknown grant type", { grant_type: "password" }, "400 unsupported_grant_type"],
  ])("refuses %s", async (_, form, expected) => {
    expect(await refusal(postToken(form))).toBe(expected);
  });

  test("gives one token to twenty polls at once", async () => {
    const ada = await createPerson("Ada");
    const { user_code, device_code } = await startDevice();
    await decide(ada, user_code);
    const answers = await Promise.all(Array.from({ length: 20 }, () => poll(device_code)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 200) expect(await refusal(answer)).toBe("400 invalid_grant");
    const grants = await env.CONTROL.prepare("SELECT COUNT(*) AS n FROM grants WHERE user_id = ?").bind(ada.id).first("n");
    const refreshTokens = await env.CONTROL.prepare(
      "SELECT COUNT(*) AS n FROM refresh_tokens WHERE grant_id IN (SELECT id FROM grants WHERE user_id = ?)",
    )
      .bind(ada.id)
      .first("n");
    const recorded = await env.CONTROL.prepare("SELECT COUNT(*) AS n FROM audit WHERE action = 'grant.created' AND actor_id = ?")
      .bind(ada.id)
      .first("n");
    expect([grants, refreshTokens, recorded]).toEqual([1, 1, 1]);
  });

  const errorOf = (promise: Promise<unknown>) =>
    promise.then(
      () => "token",
      (error: unknown) => (error as OAuthFault).error,
    );

  test("tells that the code expired, approved or not, and the page does not find it any more", async () => {
    const ada = await createPerson("Ada");
    const clock = heldClock();
    const start = () => startVerb(requestCtx({ clock }), { clientId: "cairn-cli", device: null, workspace: null });
    const [waiting, approved] = [await start(), await start()];
    await decideDevice({ ctx: callerCtx(ada, { clock }), input: { userCode: approved.user_code, decision: "approve" } });
    clock.move(600_000 - 1);
    const asks = (deviceCode: string) => errorOf(pollDevice(requestCtx({ clock }), { deviceCode, clientId: "cairn-cli" }));
    expect(await asks(waiting.device_code)).toBe("authorization_pending");
    clock.move(1);
    expect(await asks(waiting.device_code)).toBe("expired_token");
    expect(await asks(approved.device_code)).toBe("expired_token");
    const late = decideDevice({ ctx: callerCtx(ada, { clock }), input: { userCode: waiting.user_code, decision: "approve" } });
    await expect(late).rejects.toMatchObject({ code: "not_found" });
  });

  test("never tells a client at a steady 5 s with 0–600 ms of jitter to slow down, for 30 minutes", async () => {
    const clock = heldClock();
    const start = clock.now();
    const seen = new Map<string, number>();
    let random = 12345;
    const jitter = () => {
      random = (random * 16_807) % 2_147_483_647;
      return random % 601;
    };
    while (clock.now() - start < 30 * 60_000) {
      const { device_code } = await startVerb(requestCtx({ clock }), { clientId: "cairn-cli", device: null, workspace: null });
      const began = clock.now();
      for (let tick = 1; ; tick++) {
        clock.move(began + tick * 5_000 + jitter() - clock.now());
        const error = await errorOf(pollDevice(requestCtx({ clock }), { deviceCode: device_code, clientId: "cairn-cli" }));
        seen.set(error, (seen.get(error) ?? 0) + 1);
        if (error === "expired_token") break;
      }
    }
    expect(Object.fromEntries(seen)).toEqual({ authorization_pending: 357, expired_token: 3 });
  });

  test("tells a client that asks every second to slow down, but it is never stuck and gets its token at once when approved", async () => {
    const ada = await createPerson("Ada");
    const clock = heldClock();
    const { device_code, user_code } = await startVerb(requestCtx({ clock }), { clientId: "cairn-cli", device: null, workspace: null });
    const seen: string[] = [];
    const ask = () => errorOf(pollDevice(requestCtx({ clock }), { deviceCode: device_code, clientId: "cairn-cli" }));
    for (let second = 0; second < 60; second++, clock.move(1_000)) seen.push(await ask());
    expect(seen.filter((error) => error === "slow_down")).toHaveLength(45);
    expect(seen.filter((error) => error === "authorization_pending")).toHaveLength(15);
    await decideDevice({ ctx: callerCtx(ada, { clock }), input: { userCode: user_code, decision: "approve" } });
    expect(await ask()).toBe("token");
  });

  test("over the limit of its address is told to slow down, which stock clients survive", async () => {
    const { device_code } = await startDevice();
    const sent = { env: { CAIRN_RATE_SIGN_IN: "3" }, headers: { "cf-connecting-ip": "198.51.100.77" } };
    const answers: string[] = [];
    for (let i = 0; i < 5; i++) answers.push(await refusal(poll(device_code, sent)));
    expect(answers).toEqual(["400 authorization_pending", "400 slow_down", "400 slow_down", "400 slow_down", "400 slow_down"]);
    expect(await refusal(postToken({ grant_type: "refresh_token", refresh_token: "x" }, sent))).toBe("429 temporarily_unavailable");
  });
});
