import type { CreatedApiKey, CreatedOrganization, Invitation, Page } from "@cairn/sdk/schema";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type FaultTime, faultyDb } from "../test/support/faulty-db.ts";
import { bearer, type Client, createOrg, createPerson, env, migrateControl, outcome, type Sent } from "../test/support/fixtures.ts";
import { forgetAccess } from "./access/cache.ts";

// A request is cut off at its k-th call to the database, before or after that call took effect, for every k; then it is sent again
// with the same Idempotency-Key, as a client does. Whatever k was, there must be one of everything.

beforeAll(migrateControl);
afterEach(() => {
  vi.useRealTimers();
});

/** A try whose server died keeps its key for 30 s. */
const AFTER_THE_LOCK_MS = 31_000;
/** More calls than any of these requests makes. */
const CALLS_MAX = 40;

async function count(query: string, ...values: string[]): Promise<number> {
  const row = await env.CONTROL.prepare(query)
    .bind(...values)
    .first<{ n: number }>();
  return row?.n ?? -1;
}

interface Story {
  client: Client;
  path: string;
  json?: unknown;
  /** What must hold in the end, told the answer of the last try. */
  check(answer: unknown): Promise<void>;
}

/** Tells the story for each k until a k is past the last call; answers how many calls there were. */
async function tellForEachCall(time: FaultTime, begin: () => Promise<Story>): Promise<number> {
  for (let failAt = 1; failAt <= CALLS_MAX; failAt++) {
    vi.useRealTimers();
    const { client, path, json, check } = await begin();
    const sent: Sent = { method: "POST", headers: { "idempotency-key": crypto.randomUUID() }, ...(json === undefined ? {} : { json }) };
    const faulty = faultyDb(env.CONTROL, failAt, time);
    forgetAccess();
    const first = await client.fetch(path, { ...sent, env: { CONTROL: faulty.d1 } });
    await first.body?.cancel();
    forgetAccess();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + AFTER_THE_LOCK_MS });
    const second = await client.fetch(path, sent);
    expect(second.ok, `call ${failAt} failed ${time}, then ${second.status}`).toBe(true);
    await check(await second.json());
    if (faulty.calls() < failAt) return faulty.calls();
    expect(first.status === 500 || first.ok, `call ${failAt} failed ${time}: ${first.status}`).toBe(true);
  }
  throw new Error("there were more calls than a request should make");
}

const TIMES: FaultTime[] = ["before", "after"];

describe.each(TIMES)("a database that is lost %s a call", (time) => {
  it("leaves one organization with one owner, one workspace and one audit row", { timeout: 60_000 }, async () => {
    const calls = await tellForEachCall(time, async () => {
      const ada = await createPerson("Ada");
      const name = `Org ${crypto.randomUUID()}`;
      return {
        client: ada,
        path: "/api/v1/orgs",
        json: { name },
        check: async (answer) => {
          const { id, workspace } = answer as CreatedOrganization;
          expect(await count("SELECT COUNT(*) n FROM organizations WHERE name = ?", name)).toBe(1);
          expect(await count("SELECT COUNT(*) n FROM members WHERE org_id = ? AND user_id = ? AND role = 'owner'", id, ada.id)).toBe(1);
          expect(await count("SELECT COUNT(*) n FROM members WHERE user_id = ?", ada.id)).toBe(1);
          expect(await count("SELECT COUNT(*) n FROM workspaces WHERE org_id = ? AND id = ?", id, workspace.id)).toBe(1);
          expect(await count("SELECT COUNT(*) n FROM organization_slugs WHERE org_id = ?", id)).toBe(1);
          expect(await count("SELECT COUNT(*) n FROM audit WHERE actor_id = ? AND action = 'organization.created'", ada.id)).toBe(1);
        },
      };
    });
    expect(calls).toBeGreaterThan(4);
  });

  it("leaves one membership and one audit row of an accepted invitation", { timeout: 60_000 }, async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const calls = await tellForEachCall(time, async () => {
      const guest = await createPerson("Guest");
      const { id } = await ada.json<Invitation>(
        `/api/v1/orgs/${org.id}/invitations`,
        { json: { email: guest.email, role: "member" } },
        201,
      );
      return {
        client: guest,
        path: `/api/v1/me/invitations/${id}/accept`,
        check: async (answer) => {
          expect(answer).toMatchObject({ id: org.id, role: "member" });
          expect(await count("SELECT COUNT(*) n FROM members WHERE org_id = ? AND user_id = ?", org.id, guest.id)).toBe(1);
          expect(await count("SELECT COUNT(*) n FROM invitations WHERE id = ? AND status = 'accepted'", id)).toBe(1);
          expect(await count("SELECT COUNT(*) n FROM audit WHERE target_id = ? AND action = 'invitation.accepted'", id)).toBe(1);
        },
      };
    });
    expect(calls).toBeGreaterThan(3);
  });

  it("leaves one invitation", { timeout: 60_000 }, async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    await tellForEachCall(time, async () => {
      const email = `${crypto.randomUUID()}@example.org`;
      return {
        client: ada,
        path: `/api/v1/orgs/${org.id}/invitations`,
        json: { email },
        check: async (answer) => {
          expect(answer).toMatchObject({ email, status: "pending" });
          expect(await count("SELECT COUNT(*) n FROM invitations WHERE email = ?", email)).toBe(1);
          expect(await count("SELECT COUNT(*) n FROM audit WHERE target_name = ?", email)).toBe(1);
        },
      };
    });
  });

  it("leaves one key, whose secret in the last answer works", { timeout: 60_000 }, async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    await tellForEachCall(time, async () => {
      const name = `key ${crypto.randomUUID()}`;
      return {
        client: ada,
        path: `/api/v1/orgs/${org.id}/keys`,
        json: { name },
        check: async (answer) => {
          const { id, secret, hint } = answer as CreatedApiKey;
          expect(await count("SELECT COUNT(*) n FROM api_keys WHERE name = ?", name)).toBe(1);
          expect(await count("SELECT COUNT(*) n FROM audit WHERE target_id = ? AND action = 'key.created'", id)).toBe(1);
          const keys = await bearer(secret).json<Page<{ id: string; hint: string }>>(`/api/v1/orgs/${org.id}/keys`);
          expect(keys.items.find((key) => key.id === id)?.hint).toBe(hint);
        },
      };
    });
  });

  it("leaves one workspace", { timeout: 60_000 }, async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    await tellForEachCall(time, async () => {
      const name = `space ${crypto.randomUUID()}`;
      return {
        client: ada,
        path: `/api/v1/orgs/${org.id}/workspaces`,
        json: { name },
        check: async () => {
          expect(await count("SELECT COUNT(*) n FROM workspaces WHERE name = ?", name)).toBe(1);
          expect(await count("SELECT COUNT(*) n FROM audit WHERE target_name = ?", name)).toBe(1);
        },
      };
    });
  });
});

describe("an Idempotency-Key", () => {
  it("answers a second request from the first, and refuses another body", async () => {
    const ada = await createPerson("Ada");
    const headers = { "idempotency-key": crypto.randomUUID() };
    const first = await ada.json<CreatedOrganization>("/api/v1/orgs", { json: { name: "Once" }, headers }, 201);
    const again = await ada.fetch("/api/v1/orgs", { json: { name: "Once" }, headers });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await again.json()).toEqual(first);
    expect(await outcome(ada.fetch("/api/v1/orgs", { json: { name: "Twice" }, headers }))).toBe("422 idempotency_mismatch");
  });

  it("makes one of two that run at once wait its turn", async () => {
    const ada = await createPerson("Ada");
    const headers = { "idempotency-key": crypto.randomUUID() };
    const both = [1, 2].map(() => outcome(ada.fetch("/api/v1/orgs", { json: { name: "Once" }, headers })));
    expect((await Promise.all(both)).sort()).toEqual(["201", "409 request_in_progress"]);
    expect((await ada.json<Page<unknown>>("/api/v1/orgs")).items).toHaveLength(1);
  });

  it("is free again after a request that was refused", async () => {
    const ada = await createPerson("Ada");
    const taken = await createOrg(ada);
    const headers = { "idempotency-key": crypto.randomUUID() };
    const json = { name: "Mine", slug: taken.slug };
    expect(await outcome(ada.fetch("/api/v1/orgs", { json, headers }))).toBe("409 slug_taken");
    expect(await outcome(ada.fetch("/api/v1/orgs", { json: { name: "Mine" }, headers }))).toBe("201");
  });
});
