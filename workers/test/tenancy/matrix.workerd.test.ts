import { beforeAll, describe, expect, test } from "vitest";
import { migrateControl } from "../support/fixtures.ts";
import { checkCredentials, checkOwner, checkRoles, checkTenants } from "./matrix.ts";
import { type Operation, readOperations } from "./operations.ts";
import { rows } from "./rows.ts";
import { createWorld, type World } from "./world.ts";

// Every operation of the contract × every kind of caller; the operations come from the document that is served.
let operations: Operation[];
let own: World;
let other: World;

beforeAll(async () => {
  await migrateControl();
  operations = await readOperations();
  [own, other] = [await createWorld("Own"), await createWorld("Other")];
});

describe("tenant matrix", () => {
  test("every operation has a row, and every row an operation", () => {
    expect(operations.length).toBeGreaterThan(40);
    expect(Object.keys(rows).sort()).toEqual(operations.map((operation) => operation.id).sort());
  });

  test("no operation answers a caller without a valid credential", { timeout: 60_000 }, async () => {
    const violations = [];
    for (const operation of operations) violations.push(...(await checkCredentials(operation, own)));
    expect(violations).toEqual([]);
  });

  test("another tenant's id answers byte for byte like an id that does not exist", { timeout: 60_000 }, async () => {
    const violations = [];
    for (const operation of operations) violations.push(...(await checkTenants(operation, own, other)));
    expect(violations).toEqual([]);
  });

  test("each role may do what its table says, and a removed member nothing", { timeout: 300_000 }, async () => {
    const violations = [];
    for (const operation of operations)
      if (operation.guard.on === "organization" || operation.guard.on === "workspace")
        violations.push(...(await checkRoles(operation, operation.method === "GET" ? own : await createWorld("Roles"))));
    expect(violations).toEqual([]);
  });

  test("what belongs to a person answers that person", { timeout: 120_000 }, async () => {
    const violations = [];
    for (const operation of operations)
      if (operation.guard.on === "caller" || operation.guard.on === "session")
        violations.push(...(await checkOwner(operation, operation.method === "GET" ? own : await createWorld("Person"))));
    expect(violations).toEqual([]);
  });
});
