import { beforeAll, describe, expect, test } from "vitest";
import { type FaultTime, faultyDb } from "../../test/support/faulty-db.ts";
import { bearer, createPerson, env, migrateControl, outcome, type Person } from "../../test/support/fixtures.ts";
import { decide, poll, post, refusal, signInProgram, startDevice, tokens } from "../../test/support/oauth.ts";
import { forgetAccess } from "../access/cache.ts";

beforeAll(migrateControl);

const count = (query: string, ...values: string[]) =>
  env.CONTROL.prepare(query)
    .bind(...values)
    .first<number>("n");
const grantsOf = (person: Person) => count("SELECT COUNT(*) AS n FROM grants WHERE user_id = ?", person.id);
const recordsOf = (person: Person) => count("SELECT COUNT(*) AS n FROM audit WHERE action = 'grant.created' AND actor_id = ?", person.id);
const tokensOf = (person: Person) =>
  count("SELECT COUNT(*) AS n FROM refresh_tokens WHERE grant_id IN (SELECT id FROM grants WHERE user_id = ?)", person.id);

/** Runs a scenario with the k-th call failing for every k, until none fails; gives how many did. */
async function failEach(time: FaultTime, scenario: (d1: D1Database) => Promise<void>): Promise<number> {
  for (let k = 1; ; k++) {
    forgetAccess();
    const faulty = faultyDb(env.CONTROL, k, time);
    await scenario(faulty.d1);
    if (faulty.calls() < k) return k - 1;
  }
}

describe.each<FaultTime>(["before", "after"])("a database that fails %s its k-th call", (time) => {
  test("while a person approves a device: a second try finds it approved, and it is recorded once", async () => {
    const failed = await failEach(time, async (d1) => {
      const ada = await createPerson("Ada");
      const { user_code, device_code } = await startDevice();
      const answer = await decide(ada, user_code, "approve", { env: { CONTROL: d1 } });
      expect([200, 500]).toContain(answer.status);
      expect(await (await decide(ada, user_code)).json()).toMatchObject({ status: "approved" });
      expect(await count("SELECT COUNT(*) AS n FROM audit WHERE target_id = ?", user_code)).toBe(1);
      await tokens(poll(device_code));
      expect([await grantsOf(ada), await tokensOf(ada)]).toEqual([1, 1]);
    });
    expect(failed).toBeGreaterThanOrEqual(2);
  });

  test("while an approved device polls: it has its token or none was ever given out, and never two", async () => {
    const failed = await failEach(time, async (d1) => {
      const ada = await createPerson("Ada");
      const { user_code, device_code } = await startDevice();
      await decide(ada, user_code);
      const first = await poll(device_code, { env: { CONTROL: d1 } });
      const second = await poll(device_code);
      if (first.status === 200 || second.status !== 200) expect(await refusal(second)).toBe("400 invalid_grant");
      else await tokens(second);
      expect([await grantsOf(ada), await tokensOf(ada), await recordsOf(ada)]).toEqual([1, 1, 1]);
    });
    expect(failed).toBeGreaterThanOrEqual(2);
  });

  test("while a sign-in is revoked: a second try ends it, and it is recorded once", async () => {
    const failed = await failEach(time, async (d1) => {
      const ada = await createPerson("Ada");
      const pair = await signInProgram(ada);
      const answer = await post("/api/oauth/revoke", { token: pair.refresh_token }, { env: { CONTROL: d1 } });
      expect([200, 500]).toContain(answer.status);
      expect((await post("/api/oauth/revoke", { token: pair.refresh_token })).status).toBe(200);
      expect(await outcome(bearer(pair.access_token).fetch("/api/v1/me/grants"))).toBe("401 token_revoked");
      const grant = await env.CONTROL.prepare("SELECT id FROM grants WHERE user_id = ?").bind(ada.id).first<string>("id");
      expect(await count("SELECT COUNT(*) AS n FROM audit WHERE action = 'grant.revoked' AND target_id = ?", grant ?? "")).toBe(1);
    });
    expect(failed).toBeGreaterThanOrEqual(2);
  });
});
