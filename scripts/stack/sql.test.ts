import { expect, test } from "vitest";
import { splitSql } from "./sql.ts";

test("splits at the semicolons that end a statement", () => {
  expect(splitSql("CREATE TABLE a (id TEXT);\nCREATE INDEX b ON a (id)")).toEqual(["CREATE TABLE a (id TEXT)", "CREATE INDEX b ON a (id)"]);
});

test("keeps semicolons in strings and quoted names", () => {
  const statements = [`INSERT INTO a VALUES ('x;''y;')`, `CREATE TABLE "a;b" (id TEXT)`];
  expect(splitSql(statements.join(";\n"))).toEqual(statements);
});

test("drops comments, also those that hold semicolons or quotes", () => {
  expect(splitSql("-- it's; one\nSELECT 1; /* two; */ SELECT 2;;\n-- end").map((s) => s.trim())).toEqual(["SELECT 1", "SELECT 2"]);
});

test("keeps the body of a trigger whole", () => {
  const trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET n = CASE WHEN n > 1 THEN 1 ELSE 0 END; DELETE FROM b; END";
  expect(splitSql(`${trigger}; SELECT 1;`)).toEqual([trigger, "SELECT 1"]);
});
