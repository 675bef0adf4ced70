import type { AuditEntry, Page } from "@cairn/sdk/schema";
import { beforeAll, expect, test } from "vitest";
import { bearer, createPerson, env, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { requestCtx } from "../../test/support/oauth.ts";
import { createDemo } from "./create.ts";

beforeAll(migrateControl);

test("the demo is made once, everything in it with its audit row, and each call gives a key that works", async () => {
  const [first, second] = [await createDemo({ ctx: requestCtx() }), await createDemo({ ctx: requestCtx() })];
  const path = `/api/v1/orgs/${first.org}`;
  for (const { key, workspace } of [first, second])
    expect(await outcome(bearer(key).fetch(`${path}/workspaces/${workspace}/runs`, { json: { experiment: "demo" } }))).toBe("201");
  const ada = await createPerson("Ada");
  await env.CONTROL.prepare("INSERT INTO members SELECT id, ?, 'owner', 0 FROM organizations WHERE slug = ?").bind(ada.id, first.org).run();
  const audit = await ada.json<Page<AuditEntry>>(`${path}/audit`);
  const made = audit.items.map((entry) => [entry.action, entry.target?.name]);
  expect(made.sort()).toEqual([
    ["key.created", "example"],
    ["key.created", "example"],
    ["organization.created", "Demo"],
    ["service_account.created", "demo trainer"],
    ["workspace.created", "Penguins"],
  ]);
});
