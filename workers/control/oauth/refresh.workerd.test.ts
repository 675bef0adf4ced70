import type { Grant, Page, TokenResponse } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, test } from "vitest";
import { sha256 } from "../../shared/bytes.ts";
import { DAY_MS, SECOND_MS } from "../../shared/clock.ts";
import { type FaultTime, faultyDb } from "../../test/support/faulty-db.ts";
import { bearer, createOrg, createPerson, env, joinedPerson, migrateControl, outcome, type Person } from "../../test/support/fixtures.ts";
import { type Form, heldClock, post, postToken, refresh, refusal, requestCtx, signInProgram, tokens } from "../../test/support/oauth.ts";
import type { OAuthFault } from "./errors.ts";
import { refreshTokensOf } from "./grants.ts";

beforeAll(migrateControl);

const grantOf = (person: Person) =>
  env.CONTROL.prepare("SELECT id, revoked_at, revoked_reason FROM grants WHERE user_id = ?").bind(person.id).first<{
    id: string;
    revoked_at: number | null;
    revoked_reason: string | null;
  }>();

const tokensOfGrant = async (person: Person) =>
  (
    await env.CONTROL.prepare("SELECT * FROM refresh_tokens WHERE grant_id IN (SELECT id FROM grants WHERE user_id = ?)")
      .bind(person.id)
      .all()
  ).results;

/** A refresh at a moment, without HTTP; gives the tokens or the error. */
const refreshAt = (clock: { now(): number }, token: string, replaced: Record<string, unknown> = {}): Promise<TokenResponse | string> =>
  refreshTokensOf(requestCtx({ clock, replaced }), { token, clientId: "cairn-cli" }).catch((error: OAuthFault) => error.error);

describe("rotation", () => {
  test("gives a new pair, and keeps only hashes and sealed successors", async () => {
    const ada = await createPerson("Ada");
    const first = await signInProgram(ada);
    const second = await tokens(refresh(first.refresh_token));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.access_token).not.toBe(first.access_token);
    const third = await tokens(refresh(second.refresh_token));
    const stored = JSON.stringify(await tokensOfGrant(ada));
    for (const { refresh_token } of [first, second, third]) {
      expect(stored).not.toContain(refresh_token);
      expect(stored).toContain(await sha256(refresh_token));
    }
  });

  test("gives the very same successor again within the window", async () => {
    const ada = await createPerson("Ada");
    const { refresh_token } = await signInProgram(ada);
    const clock = heldClock();
    const first = (await refreshAt(clock, refresh_token)) as TokenResponse;
    clock.move(20 * SECOND_MS);
    const again = (await refreshAt(clock, refresh_token)) as TokenResponse;
    expect(again.refresh_token).toBe(first.refresh_token);
    expect(await outcome(bearer(again.access_token).fetch("/api/v1/me/grants"))).toBe("200");
    // The successor was traded meanwhile: a straggler still gets it, and it still leads on.
    const next = (await refreshAt(clock, first.refresh_token as string)) as TokenResponse;
    const straggler = (await refreshAt(clock, refresh_token)) as TokenResponse;
    expect(straggler.refresh_token).toBe(first.refresh_token);
    expect(((await refreshAt(clock, straggler.refresh_token as string)) as TokenResponse).refresh_token).toBe(next.refresh_token);
  });

  test("makes one successor for twenty refreshes at once", async () => {
    const ada = await createPerson("Ada");
    const { refresh_token } = await signInProgram(ada);
    const answers = await Promise.all(Array.from({ length: 20 }, () => tokens(refresh(refresh_token))));
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
    expect(await tokensOfGrant(ada)).toHaveLength(2);
    for (const { access_token } of answers) expect(await outcome(bearer(access_token).fetch("/api/v1/me/grants"))).toBe("200");
  });

  test("ends the whole family when a token comes back after the window, and records it", async () => {
    const ada = await createPerson("Ada");
    const { refresh_token } = await signInProgram(ada);
    const clock = heldClock();
    const stolen = (await refreshAt(clock, refresh_token)) as TokenResponse;
    clock.move(20 * SECOND_MS + 1);
    expect(await refreshAt(clock, refresh_token)).toBe("invalid_grant");
    expect(await grantOf(ada)).toMatchObject({ revoked_at: clock.now(), revoked_reason: "refresh_token_reused" });
    expect(await refusal(refresh(stolen.refresh_token as string))).toBe("400 invalid_grant");
    expect(await outcome(bearer(stolen.access_token).fetch("/api/v1/me/grants"))).toBe("401 token_revoked");
    expect(await refreshAt(clock, refresh_token)).toBe("invalid_grant");
    const { results } = await env.CONTROL.prepare("SELECT action, data, actor_type FROM audit WHERE target_id = ? ORDER BY id")
      .bind((await grantOf(ada))?.id)
      .all();
    expect(results).toEqual([
      { action: "grant.created", actor_type: "user", data: JSON.stringify({ client_id: "cairn-cli" }) },
      { action: "grant.revoked", actor_type: "system", data: JSON.stringify({ reason: "refresh_token_reused", user_id: ada.id }) },
    ]);
  });

  test("leaves another sign-in of the same person alone", async () => {
    const ada = await createPerson("Ada");
    const [one, other] = [await signInProgram(ada), await signInProgram(ada)];
    const clock = heldClock();
    await refreshAt(clock, one.refresh_token);
    clock.move(60 * SECOND_MS);
    expect(await refreshAt(clock, one.refresh_token)).toBe("invalid_grant");
    expect((await tokens(refresh(other.refresh_token))).refresh_token).toMatch(/^cairn_rt_/);
  });
});

describe("ends", () => {
  test("a token that was unused for its life", async () => {
    const { refresh_token } = await signInProgram(await createPerson("Ada"));
    const clock = heldClock();
    clock.move(30 * DAY_MS + SECOND_MS);
    expect(await refreshAt(clock, refresh_token)).toBe("invalid_grant");
  });

  test("a sign-in at its absolute end, which no access token outlives", async () => {
    const { refresh_token } = await signInProgram(await createPerson("Ada"));
    const clock = heldClock();
    let token = refresh_token;
    for (let day = 25; day <= 175; day += 25) {
      clock.move(25 * DAY_MS);
      token = ((await refreshAt(clock, token)) as TokenResponse).refresh_token as string;
    }
    clock.move(5 * DAY_MS - 60 * SECOND_MS);
    const last = (await refreshAt(clock, token)) as TokenResponse;
    expect(last.expires_in).toBeLessThanOrEqual(61);
    clock.move(90 * SECOND_MS);
    expect(await refreshAt(clock, last.refresh_token as string)).toBe("invalid_grant");
  });

  test.each([
    ["another client", { client_id: "someone" }, "401 invalid_client"],
    ["an unknown token", { refresh_token: "cairn_rt_nope" }, "400 invalid_grant"],
    ["no token", { refresh_token: "" }, "400 invalid_request"],
    ["two tokens", { refresh_token: ["a", "b"] }, "400 invalid_request"],
  ])("refuses %s", async (_, form, expected) => {
    expect(await refusal(postToken({ grant_type: "refresh_token", refresh_token: "x", ...form }))).toBe(expected);
  });

  test("a token of a grant that belongs to another client is not known", async () => {
    const ada = await createPerson("Ada");
    const { refresh_token } = await signInProgram(ada);
    await env.CONTROL.prepare("UPDATE grants SET client_id = 'other' WHERE user_id = ?").bind(ada.id).run();
    expect(await refusal(refresh(refresh_token))).toBe("400 invalid_grant");
  });

  test("not the sign-in of somebody who was removed from an organization, but all it could do there", async () => {
    const owner = await createPerson("Owner");
    const org = await createOrg(owner);
    const ada = await joinedPerson(owner, org.slug, "member", "Ada");
    const pair = await signInProgram(ada);
    const path = `/api/v1/orgs/${org.slug}`;
    expect(await outcome(bearer(pair.access_token).fetch(path))).toBe("200");
    await owner.json(`${path}/members/${ada.id}`, { method: "DELETE" }, 204);
    expect(await outcome(bearer(pair.access_token).fetch(path))).toBe("404 not_found");
    const next = await tokens(refresh(pair.refresh_token));
    expect(await outcome(bearer(next.access_token).fetch(path))).toBe("404 not_found");
    expect(await outcome(bearer(next.access_token).fetch("/api/v1/me/grants"))).toBe("200");
  });

  test("an access token is no refresh token", async () => {
    const { access_token } = await signInProgram(await createPerson("Ada"));
    expect(await refusal(refresh(access_token))).toBe("400 invalid_grant");
  });
});

describe("revocation", () => {
  const revoke = (form: Form) => post("/api/oauth/revoke", form);

  test.each(["refresh_token", "access_token"] as const)("of the %s ends both at once, and again is no error", async (kind) => {
    const ada = await createPerson("Ada");
    const pair = await signInProgram(ada);
    expect(await outcome(bearer(pair.access_token).fetch("/api/v1/me/grants"))).toBe("200");
    for (let i = 0; i < 2; i++) expect((await revoke({ token: pair[kind], token_type_hint: "nonsense" })).status).toBe(200);
    expect(await outcome(bearer(pair.access_token).fetch("/api/v1/me/grants"))).toBe("401 token_revoked");
    expect(await refusal(refresh(pair.refresh_token))).toBe("400 invalid_grant");
    expect(await grantOf(ada)).toMatchObject({ revoked_reason: "signed_out" });
  });

  test("of an unknown token is no error; without one, or by an unknown client, it is", async () => {
    expect((await revoke({ token: "nope" })).status).toBe(200);
    expect(await refusal(revoke({}))).toBe("400 invalid_request");
    expect(await refusal(revoke({ token: "x", client_id: "someone" }))).toBe("401 invalid_client");
  });

  test("from the account page ends it too, and only one's own", async () => {
    const [ada, eve] = [await createPerson("Ada"), await createPerson("Eve")];
    const pair = await signInProgram(ada);
    const page = await ada.json<Page<Grant>>("/api/v1/me/grants");
    expect(page.items).toEqual([expect.objectContaining({ client_name: "Cairn command line", current: false })]);
    const path = `/api/v1/me/grants/${page.items[0]?.id}`;
    expect(await outcome(eve.fetch(path, { method: "DELETE" }))).toBe("404 not_found");
    expect(await outcome(ada.fetch(path, { method: "DELETE" }))).toBe("204");
    expect(await outcome(ada.fetch(path, { method: "DELETE" }))).toBe("404 not_found");
    expect(await outcome(bearer(pair.access_token).fetch("/api/v1/me/grants"))).toBe("401 token_revoked");
    expect((await ada.json<Page<Grant>>("/api/v1/me/grants")).items).toEqual([]);
  });

  test("lists sign-ins by pages, newest first, and says which one asks", async () => {
    const ada = await createPerson("Ada");
    const pairs = [await signInProgram(ada), await signInProgram(ada), await signInProgram(ada)];
    const asks = bearer(pairs[2]?.access_token as string);
    const first = await asks.json<Page<Grant>>("/api/v1/me/grants?limit=2");
    const second = await asks.json<Page<Grant>>(`/api/v1/me/grants?limit=2&cursor=${first.next_cursor}`);
    expect([...first.items, ...second.items].map((grant) => grant.current)).toEqual([true, false, false]);
    expect(second.next_cursor).toBeNull();
  });
});

/** Fails the k-th call of the database for every k, then tries again as a client would: same token, within the window. */
describe.each<FaultTime>(["before", "after"])("a database that fails %s its k-th call", (time) => {
  test("leaves one successor after a retry", async () => {
    let failed = 0;
    for (let k = 1; ; k++) {
      const ada = await createPerson("Ada");
      const { refresh_token } = await signInProgram(ada);
      const faulty = faultyDb(env.CONTROL, k, time);
      const answer = await refresh(refresh_token, { env: { CONTROL: faulty.d1 } });
      if (answer.status === 200) {
        expect(faulty.calls()).toBeLessThan(k);
        break;
      }
      failed += 1;
      expect(answer.status).toBe(500);
      expect(JSON.stringify(await answer.json())).not.toContain("D1_ERROR");
      const retried = await tokens(refresh(refresh_token));
      const again = await tokens(refresh(refresh_token));
      expect(again.refresh_token).toBe(retried.refresh_token);
      expect(await tokensOfGrant(ada)).toHaveLength(2);
      expect(await grantOf(ada)).toMatchObject({ revoked_at: null });
      expect((await tokens(refresh(retried.refresh_token))).refresh_token).toMatch(/^cairn_rt_/);
    }
    expect(failed).toBeGreaterThanOrEqual(2);
  });
});
