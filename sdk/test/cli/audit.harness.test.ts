import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { stack } from "../../../workers/test/support/stack.ts";
import { createOrganization, deviceLogin, personAt } from "./harness-support.ts";
import { inProcess as cairn } from "./support.ts";

vi.setConfig({ testTimeout: 60_000 });

test("the audit trail is listed, exported and verified, and a file that was tampered with is told by its lines", async () => {
  const { person, machine } = await personAt(stack().origin);
  const org = await createOrganization(person, "audit");
  expect((await deviceLogin(machine, person, "approve")).code).toBe(0);
  machine.env.CAIRN_ORG = org.slug;
  expect((await cairn(machine, ["workspace", "create", "Vision"])).code).toBe(0);

  const listed = await cairn(machine, ["audit", "list", "--action", "workspace.*"]);
  expect(listed.stdout).toContain("workspace.created");
  expect(listed.stdout).not.toContain("organization.created");
  expect((await cairn(machine, ["audit", "list", "--from", "yesterday-ish"])).code).toBe(2);

  const saved = await cairn(machine, ["audit", "export", "-o", "audit.ndjson"]);
  expect(saved).toMatchObject({ code: 0, stdout: "" });
  expect(saved.stderr).toContain("cairn audit verify audit.ndjson");
  const text = readFileSync(join(machine.cwd, "audit.ndjson"), "utf8");

  const intact = await cairn(machine, ["audit", "verify", "audit.ndjson"]);
  expect(intact).toMatchObject({ code: 0 });
  const head = /^head (\d+:[0-9a-f]{64})$/m.exec(intact.stdout)?.[1] ?? "";
  expect((await cairn(machine, ["audit", "verify", "audit.ndjson", "--server"])).stdout).toContain("as the server has them");
  expect((await cairn(machine, ["audit", "verify", "audit.ndjson", "--head", head])).code).toBe(0);
  expect(
    (await cairn(machine, ["audit", "verify", "audit.ndjson", "--head", head.replace(/.$/, (c) => (c === "0" ? "1" : "0"))])).code,
  ).toBe(1);

  const lines = text.trimEnd().split("\n");
  machine.write("project/changed.ndjson", text.replace('"workspace.created"', '"workspace.deleted"'));
  const changed = await cairn(machine, ["audit", "verify", "changed.ndjson"]);
  expect(changed.code).toBe(1);
  expect(changed.stderr).toMatch(/Line \d+: the entry at position \d+ was changed/);
  machine.write("project/removed.ndjson", `${lines.toSpliced(2, 1).join("\n")}\n`);
  const removed = await cairn(machine, ["audit", "verify", "removed.ndjson", "--json"]);
  expect(removed.code).toBe(1);
  expect(JSON.parse(removed.stdout).faults[0]).toMatchObject({ kind: "removed", line: 3, position: 2 });
  machine.write("project/other.txt", "position,at\n1,2\n");
  expect((await cairn(machine, ["audit", "verify", "other.txt"])).code).toBe(2);
  expect((await cairn(machine, ["audit", "verify", "missing.ndjson"])).code).toBe(2);
  expect((await cairn(machine, ["audit", "export", "--format", "csv"])).stdout).toMatch(/^position,at,action/);

  machine.env.CAIRN_WORKSPACE = "vision";
  expect((await cairn(machine, ["experiment", "create", "penguins"])).code).toBe(0);
  const here = await cairn(machine, ["audit", "list", "--here", "--action", "experiment.*"]);
  expect(here.stdout).toContain("experiment.created");
  expect((await cairn(machine, ["audit", "export", "--here", "-o", "here.ndjson"])).stderr).toContain(`${org.slug}/vision`);
  expect(readFileSync(join(machine.cwd, "here.ndjson"), "utf8")).toContain('"action":"experiment.created"');
  expect((await cairn(machine, ["audit", "verify", "here.ndjson"])).code).toBe(2);
});
