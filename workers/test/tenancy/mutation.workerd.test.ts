import { beforeAll, expect, test } from "vitest";
import { forgetAccess } from "../../control/access/cache.ts";
import { env, migrateControl } from "../support/fixtures.ts";
import { checkTenants } from "./matrix.ts";
import { readOperations } from "./operations.ts";
import { createWorld } from "./world.ts";

/** The membership predicate as it stands in the statement that opens an organization. */
const PREDICATE = '"members"."user_id" = ?';

/** The database with the tenant check taken out: whoever asks counts as a member. */
function withoutTenantCheck(real: D1Database): { database: D1Database; hits: () => number } {
  let hits = 0;
  const database = new Proxy(real, {
    get(target, name) {
      if (name === "prepare")
        return (text: string) => {
          if (text.includes(PREDICATE)) hits++;
          return target.prepare(text.replaceAll(PREDICATE, "? IS NOT NULL"));
        };
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { database, hits: () => hits };
}

beforeAll(migrateControl);

// The matrix must be able to fail: here the membership check is taken out, and it has to turn red.
test("without the membership check the matrix turns red", { timeout: 60_000 }, async () => {
  const [own, other] = [await createWorld("Own"), await createWorld("Other")];
  const { database, hits } = withoutTenantCheck(env.CONTROL);
  forgetAccess();
  const violations = [];
  for (const operation of await readOperations()) violations.push(...(await checkTenants(operation, own, other, { CONTROL: database })));
  expect(hits(), "the predicate was found in no statement").toBeGreaterThan(0);
  expect(violations).not.toEqual([]);
});
