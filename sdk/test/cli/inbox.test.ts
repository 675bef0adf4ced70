import { expect, test } from "vitest";
import { inProcess as cairn, serve, tempMachine } from "./support.ts";

const run = "run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";
const user = "usr_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";
const full = "run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3d";
const experiment = "exp_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";
const told = (id: string, read_at: string | null) => ({
  id,
  kind: "mention",
  at: "2026-11-21T09:30:00.000Z",
  title: "Ada mentioned you in a comment on gentoo-17",
  path: "/acme/vision",
  actor: { type: "user", id: user, name: "Ada" },
  subject: { type: "run", id: run },
  organization: { id: "org_1", name: "Acme" },
  workspace: { id: "ws_1", name: "Vision" },
  read_at,
  archived_at: null,
});
const comment = {
  id: "cmt_1",
  subject: { type: "run", id: run },
  body: `Look at step 3,\n@[Ada](${user})`,
  mentions: [],
  author: { type: "user", id: user, name: "Bob" },
  created_at: "2026-11-21T09:30:00.000Z",
  edited_at: null,
};

async function server() {
  const comments = `/api/v1/orgs/acme/workspaces/vision/comments`;
  const fake = await serve({
    "GET /api/v1/me/notifications": () => ({
      json: { items: [told("evt_2", null), told("evt_1", comment.created_at)], next_cursor: null },
    }),
    "GET /api/v1/me/notifications/count": () => ({ json: { unread: 3 } }),
    "PATCH /api/v1/me/notifications/evt_2": () => ({ json: told("evt_2", comment.created_at) }),
    "POST /api/v1/me/notifications/mark": () => ({ json: { unread: 0 } }),
    [`GET ${comments}`]: () => ({ json: { items: [comment], next_cursor: null } }),
    [`POST ${comments}`]: ({ body }) =>
      body.includes(full)
        ? {
            status: 409,
            json: {
              code: "limit_reached",
              title: "A limit is reached",
              detail: "No",
              status: 409,
              limit: { name: "runs_per_month", value: 5000, used: 5000 },
            },
          }
        : { status: 201, json: comment },
    "GET /api/v1/orgs/acme/workspaces/vision/experiments": () => ({
      json: { items: [{ id: experiment, name: "penguins" }], next_cursor: null },
    }),
  });
  const machine = tempMachine({ CAIRN_URL: fake.url, CAIRN_TOKEN: "t", CAIRN_ORG: "acme", CAIRN_WORKSPACE: "vision" });
  return { ...fake, machine };
}

test("the inbox is listed and marked as read", async () => {
  const { machine, asked } = await server();
  const { code, stdout } = await cairn(machine, ["inbox", "ls", "--unread"]);
  expect(code).toBe(0);
  expect(stdout).toContain("Ada mentioned you in a comment on gentoo-17");
  expect(stdout).toContain("Acme / Vision");
  expect(asked[0]?.url.search).toBe("?limit=20&show=unread");
  expect(JSON.parse((await cairn(machine, ["inbox", "list", "--json"])).stdout).items).toHaveLength(2);
  expect((await cairn(machine, ["inbox", "read", "evt_2"])).stderr).toContain("Marked 1 notification as read. 3 unread.");
  expect(JSON.parse(asked.find(({ method }) => method === "PATCH")?.body ?? "")).toEqual({ read: true });
  expect(JSON.parse((await cairn(machine, ["inbox", "read", "--all", "--archive", "--json"])).stdout)).toEqual({ unread: 3 });
  expect(JSON.parse(asked.find(({ method }) => method === "POST")?.body ?? "")).toEqual({ read: true, archived: true, until: "evt_2" });
  expect((await cairn(machine, ["inbox", "read"])).code).toBe(2);
});

test("comments on a run or an experiment are listed as people read them, and written", async () => {
  const { machine, asked } = await server();
  const { stdout } = await cairn(machine, ["comment", "ls", run]);
  expect(stdout).toContain("Bob");
  expect(stdout).toContain("  Look at step 3,\n  @Ada\n");
  expect(JSON.parse((await cairn(machine, ["comment", "add", run, "Look", "--json"])).stdout)).toEqual(comment);
  expect(JSON.parse(asked.at(-1)?.body ?? "")).toEqual({ subject: run, body: "Look" });
  for (const word of ["experiment/penguins", experiment, `https://cairn.example.org/acme/vision/experiments/${experiment}?tab=comments`]) {
    expect((await cairn(machine, ["comment", "add", word, "Look"])).code).toBe(0);
    expect(JSON.parse(asked.at(-1)?.body ?? "")).toEqual({ subject: experiment, body: "Look" });
  }
  await cairn(machine, ["comment", "ls", "experiment/penguins"]);
  expect(asked.at(-1)?.url.searchParams.get("subject")).toBe(experiment);
  expect((await cairn(machine, ["comment", "ls", "experiment/other"])).stderr).toContain("no experiment other");
  expect((await cairn(machine, ["comment", "add", run, " "])).code).toBe(2);
});

test("a limit that was reached is told with its numbers", async () => {
  const { machine } = await server();
  const { code, stderr } = await cairn(machine, ["comment", "add", full, "Look"]);
  expect(code).not.toBe(0);
  expect(stderr).toContain("limit runs_per_month: 5,000 of 5,000 used");
});
