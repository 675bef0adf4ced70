import { beforeAll, describe, expect, test } from "vitest";
import { faultyDb } from "../../test/support/faulty-db.ts";
import { bearer, createOrg, createPerson, createService, createSpace, env, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { heldClock, signInProgram } from "../../test/support/oauth.ts";
import { ACCESS_CACHE_MS, cachedAccess, forgetAccess } from "./cache.ts";

beforeAll(migrateControl);

/** How many calls of the database a request makes. */
async function callsOf(request: (replaced: { CONTROL: D1Database }) => Promise<Response>): Promise<number> {
  const counting = faultyDb(env.CONTROL, 0, "before");
  expect((await request({ CONTROL: counting.d1 })).status).toBeLessThan(300);
  return counting.calls();
}

describe("a repeated request", () => {
  test("of an allowed caller reads nothing to find out that it is allowed, whatever its credential", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const program = bearer((await signInProgram(ada)).access_token);
    const robot = await createService(ada, org.slug);
    const path = `/api/v1/orgs/${org.slug}/workspaces/${org.workspace.slug}`;
    for (const caller of [ada, program, robot]) {
      forgetAccess();
      const request = (replaced: { CONTROL: D1Database }) => caller.fetch(path, { env: replaced });
      const first = await callsOf(request);
      expect(first).toBeGreaterThan(0);
      expect(first).toBeLessThanOrEqual(4);
      expect(await callsOf(request)).toBe(0);
    }
  });
});

describe("names that are made up to hit another entry", () => {
  test("never open what is not the caller's", async () => {
    const [ada, eve] = [await createPerson("Ada"), await createPerson("Eve")];
    const [hers, mine] = [await createOrg(ada), await createOrg(eve)];
    const space = await createSpace(ada, hers.slug, "Hers");
    // The owner's entries are fresh when the stranger asks.
    for (const path of [`/api/v1/orgs/${hers.slug}`, `/api/v1/orgs/${hers.id}/workspaces/${space.slug}`]) await ada.fetch(path);
    const crafted = [
      hers.slug,
      hers.id,
      `${ada.id} ${hers.slug}`,
      `${hers.id} ${space.slug}`,
      ` ${hers.slug}`,
      `${hers.slug} `,
      `ws ${ada.id} ${hers.id} ${space.slug}`,
      "__proto__",
      "%",
      "'; --",
    ];
    for (const name of crafted) {
      const ref = encodeURIComponent(name);
      expect(`${name}: ${await outcome(eve.fetch(`/api/v1/orgs/${ref}`))}`).toBe(`${name}: 404 not_found`);
      expect(`${name}: ${await outcome(eve.fetch(`/api/v1/orgs/${mine.slug}/workspaces/${ref}`))}`).toBe(`${name}: 404 not_found`);
      expect(`${name}: ${await outcome(eve.fetch(`/api/v1/orgs/${ref}/workspaces/${space.slug}`))}`).toBe(`${name}: 404 not_found`);
    }
  });
});

describe("an entry", () => {
  test("is read again after its time, and what was not found is always read again", async () => {
    const clock = heldClock();
    let reads = 0;
    const key = crypto.randomUUID();
    const read = (value: string | null) =>
      cachedAccess(clock, key, async () => {
        reads += 1;
        return value;
      });
    expect(await read(null)).toBeNull();
    expect(await read("a")).toBe("a");
    expect(await read("b")).toBe("a");
    clock.move(ACCESS_CACHE_MS - 1);
    expect(await read("c")).toBe("a");
    clock.move(1);
    expect(await read("d")).toBe("d");
    expect(reads).toBe(3);
  });

  test("that was being read while something changed is not kept", async () => {
    const clock = heldClock();
    const key = crypto.randomUUID();
    let answer: (value: string) => void = () => undefined;
    const slow = cachedAccess(
      clock,
      key,
      () =>
        new Promise<string>((done) => {
          answer = done;
        }),
    );
    forgetAccess();
    answer("before the change");
    expect(await slow).toBe("before the change");
    expect(await cachedAccess(clock, key, async () => "after the change")).toBe("after the change");
  });
});
