import { beforeAll, expect, test, vi } from "vitest";
import { migrateControl } from "../support/fixtures.ts";
import { checkTenants } from "./matrix.ts";
import { readOperations } from "./operations.ts";
import { createWorld } from "./world.ts";

// The matrix must be able to fail: here the membership check is taken out of the one place that has it.
vi.mock("../../control/access/store.ts", async (original) => {
  const real = await original<typeof import("../../control/access/store.ts")>();
  return {
    ...real,
    readOrganization: async (db: import("../../control/db.ts").Db, _actor: unknown, ref: string) => {
      const row = await db.query.organizations.findFirst({ where: (o, { eq, or }) => or(eq(o.id, ref), eq(o.slug, ref)) });
      return row ? { ...row, role: "owner" as const } : null;
    },
  };
});

beforeAll(migrateControl);

test("without the membership check the matrix turns red", async () => {
  const [own, other] = [await createWorld("Own"), await createWorld("Other")];
  const violations = [];
  for (const operation of await readOperations()) violations.push(...(await checkTenants(operation, own, other)));
  expect(violations.length).toBeGreaterThan(20);
});
