import { expect, test } from "vitest";
import { ORGANIZATION_ROLE_ACTIONS, WORKSPACE_ROLE_ACTIONS } from "../../sdk/src/schema/roles.ts";
import { organizationActions, workspaceActions } from "./permissions.ts";

const sorted = (table: Record<string, readonly string[]>) =>
  Object.fromEntries(Object.entries(table).map(([role, actions]) => [role, [...actions].sort()]));

test("the pages offer what the contract's roles allow, no more and no less", () => {
  expect(sorted(organizationActions)).toEqual(sorted(ORGANIZATION_ROLE_ACTIONS));
  expect(sorted(workspaceActions)).toEqual(sorted(WORKSPACE_ROLE_ACTIONS));
});
