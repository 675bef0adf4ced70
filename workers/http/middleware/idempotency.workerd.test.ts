import type { CreatedApiKey, CreatedOrganization } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, test } from "vitest";
import { forgetAccess } from "../../control/access/cache.ts";
import { claimKey, unlockKey } from "../../control/idempotency/index.ts";
import { sha256 } from "../../shared/bytes.ts";
import { type FaultTime, faultyDb } from "../../test/support/faulty-db.ts";
import { bearer, createOrg, createPerson, createService, env, migrateControl, outcome, type Person } from "../../test/support/fixtures.ts";
import { requestCtx, signInProgram } from "../../test/support/oauth.ts";

beforeAll(migrateControl);

const newKey = () => `key-${crypto.randomUUID()}`;
const create = (person: Pick<Person, "fetch">, key: string, name: string, replaced: Record<string, unknown> = {}) =>
  person.fetch("/api/v1/orgs", { json: { name }, headers: { "idempotency-key": key }, env: replaced });

const organizationsOf = async (person: Person) =>
  (
    await env.CONTROL.prepare("SELECT org_id FROM members WHERE user_id = ? AND role = 'owner'").bind(person.id).all<{ org_id: string }>()
  ).results.map((row) => row.org_id);

const rowsOf = async (key: string) => (await env.CONTROL.prepare("SELECT * FROM idempotency_keys WHERE key = ?").bind(key).all()).results;

describe("the same key", () => {
  test("with the same body answers the first answer, quoted or bare", async () => {
    const ada = await createPerson("Ada");
    const key = newKey();
    const first = await create(ada, key, "Once");
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    const again = await create(ada, `"${key}"`, "Once");
    expect(again.status).toBe(201);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect(await again.text()).toBe(await first.text());
    expect(await organizationsOf(ada)).toHaveLength(1);
  });

  test("with another body is refused, and the first answer stays", async () => {
    const ada = await createPerson("Ada");
    const key = newKey();
    await create(ada, key, "Once");
    expect(await outcome(create(ada, key, "Twice"))).toBe("422 idempotency_mismatch");
    expect(await outcome(create(ada, key, "Once"))).toBe("201");
    expect(await organizationsOf(ada)).toHaveLength(1);
  });

  test("while the first request runs is in progress, and never makes a second thing", async () => {
    const ada = await createPerson("Ada");
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(ada, key, "Once")));
    const seen = new Set<string>();
    for (const answer of answers) {
      if (answer.status === 409) expect(answer.headers.get("retry-after")).toBe("1");
      seen.add(answer.status === 201 ? ((await answer.json()) as CreatedOrganization).id : await outcome(answer));
    }
    seen.delete("409 request_in_progress");
    expect(seen.size).toBe(1);
    expect(await organizationsOf(ada)).toEqual([...seen]);
  });

  test("of another person, another path or another operation is another key", async () => {
    const [ada, eve] = [await createPerson("Ada"), await createPerson("Eve")];
    const key = newKey();
    expect(await outcome(create(ada, key, "Same"))).toBe("201");
    const answer = await create(eve, key, "Same");
    expect(answer.headers.get("idempotent-replayed")).toBeNull();
    const org = (await answer.json()) as CreatedOrganization;
    expect(await organizationsOf(eve)).toEqual([org.id]);
    const keyed = (path: string) => eve.fetch(path, { json: { name: "Same" }, headers: { "idempotency-key": key } });
    for (const path of [`/api/v1/orgs/${org.slug}/workspaces`, `/api/v1/orgs/${org.slug}/service-accounts`])
      expect((await keyed(path)).headers.get("idempotent-replayed")).toBeNull();
  });

  test("is the same for all credentials of a person, so that a retry after a refresh is one", async () => {
    const ada = await createPerson("Ada");
    const program = bearer((await signInProgram(ada)).access_token);
    const key = newKey();
    await create(ada, key, "Once");
    expect((await create(program, key, "Once")).headers.get("idempotent-replayed")).toBe("true");
  });

  test("is no way around the guard: who lost access gets no kept answer", async () => {
    const ada = await createPerson("Ada");
    const pair = await signInProgram(ada);
    const program = bearer(pair.access_token);
    const key = newKey();
    await create(program, key, "Once");
    await env.CONTROL.prepare("UPDATE grants SET revoked_at = 1 WHERE user_id = ?").bind(ada.id).run();
    forgetAccess();
    expect(await outcome(create(program, key, "Once"))).toBe("401 token_revoked");
  });
});

test("a secret that is shown once is replayed, but not stored in the clear", async () => {
  const ada = await createPerson("Ada");
  const org = await createOrg(ada);
  const { account } = await createService(ada, org.slug);
  const key = newKey();
  const sent = { json: { name: "ci", service_account_id: account.id }, headers: { "idempotency-key": key } };
  const first = await ada.json<CreatedApiKey>(`/api/v1/orgs/${org.slug}/keys`, sent, 201);
  const again = await ada.json<CreatedApiKey>(`/api/v1/orgs/${org.slug}/keys`, sent, 201);
  expect(again.secret).toBe(first.secret);
  const stored = JSON.stringify(await rowsOf(key));
  expect(stored).toContain("body_sealed");
  expect(stored).not.toContain(first.secret);
});

describe("a refused request", () => {
  test("keeps nothing: the key is free for the next try", async () => {
    const ada = await createPerson("Ada");
    const key = newKey();
    expect(await outcome(create(ada, key, ""))).toBe("400 invalid_request");
    expect(await rowsOf(key)).toEqual([]);
    expect(await outcome(create(ada, key, "Fine"))).toBe("201");
  });
});

test.each(["short", "has a space in it", "x".repeat(129), 'in"side-quotes', ""])("%j is no key", async (key) => {
  const ada = await createPerson("Ada");
  expect(await outcome(create(ada, key, "Once"))).toBe("400 invalid_request");
  expect(await organizationsOf(ada)).toEqual([]);
});

test.each([8, 128])("a key of %i characters is one", async (length) => {
  expect(await outcome(create(await createPerson("Ada"), "k".repeat(length), "Once"))).toBe("201");
});

describe.each<FaultTime>(["before", "after"])("a database that fails %s its k-th call", (time) => {
  test("leaves one organization after a retry, the one that is answered", async () => {
    let failed = 0;
    for (let k = 1; ; k++) {
      const ada = await createPerson("Ada");
      const [key, name] = [newKey(), `Org ${crypto.randomUUID()}`];
      forgetAccess();
      const faulty = faultyDb(env.CONTROL, k, time);
      const answer = await create(ada, key, name, { CONTROL: faulty.d1 });
      if (faulty.calls() < k) {
        expect(answer.status).toBe(201);
        break;
      }
      failed += 1;
      expect([201, 500]).toContain(answer.status);
      let retried = await create(ada, key, name);
      if (retried.status === 409) {
        // The first try died without a word; after half a minute its place may be taken.
        await env.CONTROL.prepare("UPDATE idempotency_keys SET locked_until = 0 WHERE key = ?").bind(key).run();
        retried = await create(ada, key, name);
      }
      expect(retried.status).toBe(201);
      const made = (await retried.json()) as CreatedOrganization;
      expect(await organizationsOf(ada)).toEqual([made.id]);
      if (answer.status === 201) expect(((await answer.json()) as CreatedOrganization).id).toBe(made.id);
      const { results } = await env.CONTROL.prepare("SELECT action FROM audit WHERE org_id = ? ORDER BY action").bind(made.id).all();
      expect(results).toEqual([{ action: "organization.created" }, { action: "workspace.created" }]);
    }
    expect(failed).toBeGreaterThanOrEqual(4);
  });
});

test("a first try that died holds its key for half a minute only, and its successor gets the same ids", async () => {
  const ctx = requestCtx();
  const ref = { scope: `test ${crypto.randomUUID()}`, key: newKey() };
  const input = { ...ref, fingerprint: await sha256("body") };
  const first = await claimKey(ctx, input);
  await expect(claimKey(ctx, input)).rejects.toMatchObject({ code: "request_in_progress" });
  const later = { ...ctx, clock: { now: () => ctx.clock.now() + 31_000 } };
  const second = await claimKey(later, input);
  expect(second.newId("organization")).toBe(first.newId("organization"));
  expect(second.newId("organization")).not.toBe(first.newId("organization"));
  await unlockKey(ctx, ref);
  await expect(claimKey(ctx, { ...input, fingerprint: await sha256("other") })).rejects.toMatchObject({ code: "idempotency_mismatch" });
});
