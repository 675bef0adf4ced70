import type { AuditEntry, Page } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { MINUTE_MS } from "../../shared/clock.ts";
import {
  createOrg,
  createPerson,
  createService,
  env,
  joinedPerson,
  migrateControl,
  outcome,
  type Person,
  send,
} from "../../test/support/fixtures.ts";
import { callerCtx, heldClock, requestCtx, signInProgram } from "../../test/support/oauth.ts";
import { endOwnSession } from "../sessions/end.ts";
import { signIn } from "../sessions/sign-in.ts";
import { flushRefusals } from "./refusals/record.ts";

beforeAll(migrateControl);

const entries = async (owner: Person, org: string, query: string) =>
  (await owner.json<Page<AuditEntry>>(`/api/v1/orgs/${org}/audit?${query}`)).items;

describe("an attempt that was refused", () => {
  it("is a row at once, with who, what and from where; the others of its minute become one row with their count", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const eve = await joinedPerson(ada, org.id, "viewer", "Eve");
    const remove = () =>
      outcome(eve.fetch(`/api/v1/orgs/${org.slug}/members/${ada.id}`, { method: "DELETE", headers: { "cf-connecting-ip": "192.0.2.9" } }));
    expect(await remove()).toBe("403 forbidden");
    const denied = () => entries(ada, org.id, "outcome=denied");
    expect(await denied()).toMatchObject([
      {
        action: "access.denied",
        actor: { id: eve.id },
        credential: { kind: "session", id: eve.sessionId },
        ip: "192.0.2.9",
        target: { type: "organization", id: org.id },
        data: { permission: "member.manage", code: "forbidden", operation: "memberRemove", count: 1 },
      },
    ]);
    await Promise.all(Array.from({ length: 9 }, remove));
    // All ten are one row, or two where the minute changed in between.
    expect((await denied()).length).toBeLessThanOrEqual(2);
    const clock = heldClock();
    clock.move(2 * MINUTE_MS);
    await Promise.all([flushRefusals(requestCtx({ clock })), flushRefusals(requestCtx({ clock }))]);
    await flushRefusals(requestCtx({ clock }));
    const counts = (await denied()).map(({ data }) => data.count as number);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10);
    expect(counts.length).toBeLessThanOrEqual(4);
  });

  it("by a key that is cut down, in a workspace, and by a rule beyond the guard is a row too; a stranger's is none", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const robot = await createService(ada, org.id, { role: "admin", key: { actions: ["run.read"] } });
    const base = `/api/v1/orgs/${org.id}/workspaces/${org.workspace.id}`;
    expect(await outcome(robot.fetch(`${base}/experiments`, { json: { name: "x" } }))).toBe("403 insufficient_scope");
    const admin = await joinedPerson(ada, org.id, "admin");
    expect(await outcome(admin.fetch(`/api/v1/orgs/${org.id}/members/${ada.id}`, { method: "DELETE" }))).toBe("403 forbidden");
    expect(await outcome((await createPerson("Eve")).fetch(`/api/v1/orgs/${org.id}/audit`))).toBe("404 not_found");
    expect(await entries(ada, org.id, "action=access.denied")).toMatchObject([
      { actor: { id: admin.id }, data: { permission: "memberRemove" }, workspace_id: null },
      { actor: { id: robot.account.id }, data: { permission: "run.write", code: "insufficient_scope" }, workspace_id: org.workspace.id },
    ]);
  });
});

describe("who comes in", () => {
  it("is told in each organization of the person, and in no other one", async () => {
    const identity = {
      connectionId: "conn_default",
      issuer: "https://login.example.org",
      subject: crypto.randomUUID(),
      email: `${crypto.randomUUID()}@example.org`,
      emailVerified: true,
      name: "Ada",
      sid: null,
      idToken: "a.b.c",
    };
    const owner = await createPerson("Owner");
    const [one, two, other] = [await createOrg(owner), await createOrg(owner), await createOrg(owner)];
    const first = await signIn({ ctx: requestCtx(), input: { identity, previousToken: null } });
    const headers = { cookie: `cairn_session=${first.token}`, origin: env.CAIRN_ORIGIN };
    for (const org of [one, two]) {
      const invitation = await owner.json<{ id: string }>(
        `/api/v1/orgs/${org.id}/invitations`,
        { json: { email: identity.email, role: "member" } },
        201,
      );
      const accepted = await send(`/api/v1/me/invitations/${invitation.id}/accept`, { method: "POST", headers });
      expect(accepted.status).toBe(200);
    }
    const second = await signIn({ ctx: requestCtx(), input: { identity, previousToken: first.token } });
    expect(second.token).not.toBe(first.token);
    for (const org of [one, two])
      expect((await entries(owner, org.id, "action=session.*")).map(({ action, actor }) => [action, actor.name]).sort()).toEqual([
        ["session.ended", "Ada"],
        ["session.started", "Ada"],
      ]);
    expect(await entries(owner, other.id, "action=session.*")).toEqual([]);
  });

  it("by a program, and out again, is told as well", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    await signInProgram(ada);
    await endOwnSession({ ctx: callerCtx(ada), id: ada.sessionId });
    const { results } = await env.CONTROL.prepare(
      "SELECT action FROM audit WHERE org_id = ? AND action IN ('grant.created', 'session.ended') ORDER BY sequence",
    )
      .bind(org.id)
      .all<{ action: string }>();
    expect(results.map(({ action }) => action)).toEqual(["grant.created", "session.ended"]);
  });
});
