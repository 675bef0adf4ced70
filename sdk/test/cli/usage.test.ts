import { describe, expect, test } from "vitest";
import type { OrganizationUsage } from "../../src/schema/usage.ts";
import { inProcess as cairn, serve, tempMachine } from "./support.ts";

const day = (date: string, runs: number) => ({
  day: date,
  runs,
  points: runs * 1_000,
  requests: 10,
  deliveries: 0,
  bytes: { database: 2_097_152, points: 0, logs: 0, files: 1_024 },
});
const totals = { runs: 5, points: 5_000, requests: 20, deliveries: 0 };
const bytes = { database: 2_097_152, points: 0, logs: 0, files: 1_024 };

const ofOrganization: OrganizationUsage = {
  from: "2026-11-01",
  to: "2026-11-02",
  days: [day("2026-11-01", 4), day("2026-11-02", 1)],
  totals,
  bytes,
  plan: "team",
  limits: [
    { name: "points_per_month", value: 6_000, used: 5_000, resets_at: "2026-12-01T00:00:00.000Z" },
    { name: "bytes", value: 1_048_576, used: 2_098_176, resets_at: null },
  ],
  workspaces: [
    { id: "ws_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", name: "Vision", slug: "vision", is_deleted: false, totals, bytes },
    { id: "ws_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3d", name: "Old", slug: "old", is_deleted: true, totals, bytes: { ...bytes, files: 0 } },
  ],
};

async function server() {
  const fake = await serve({
    "GET /api/v1/orgs/acme/usage": () => ({ json: ofOrganization }),
    "GET /api/v1/orgs/acme/usage.csv": () => ({ raw: "day,runs\r\n2026-11-01,4\r\n" }),
    "GET /api/v1/orgs/acme/workspaces/vision/usage": () => ({
      json: { ...ofOrganization, plan: undefined, limits: undefined, workspaces: undefined },
    }),
  });
  const machine = tempMachine({ CAIRN_URL: fake.url, CAIRN_TOKEN: "t", CAIRN_ORG: "acme", CAIRN_WORKSPACE: "vision" });
  return { ...fake, machine };
}

describe("usage", () => {
  test("prints counts, limits and workspaces, and the same as JSON", async () => {
    const { machine, asked } = await server();
    const { code, stdout } = await cairn(machine, ["usage", "--from", "2026-11-01", "--to", "2026-11-02"]);
    expect(code).toBe(0);
    expect(asked[0]?.url.search).toBe("?from=2026-11-01&to=2026-11-02");
    expect(stdout).toMatchSnapshot();
    const json = await cairn(machine, ["usage", "--json"]);
    expect(JSON.parse(json.stdout)).toEqual(ofOrganization);
  });

  test("of a workspace has no limits", async () => {
    const { machine } = await server();
    const { stdout } = await cairn(machine, ["usage", "--here"]);
    expect(stdout).toContain("points");
    expect(stdout).not.toContain("LIMIT");
  });

  test("as CSV is what the server sends, to the last byte", async () => {
    const { machine } = await server();
    const { code, stdout } = await cairn(machine, ["usage", "--csv"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "day,runs\r\n2026-11-01,4\r\n" });
    expect((await cairn(machine, ["usage", "--csv", "--json"])).code).toBe(2);
  });
});
