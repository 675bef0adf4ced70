import type { Me, User } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, test } from "vitest";
import { createOrg, createPerson, createService, joinedPerson, migrateControl, outcome, send } from "../../test/support/fixtures.ts";

beforeAll(migrateControl);

const me = (client: { json<T>(path: string): Promise<T> }) => client.json<Me>("/api/v1/me");

describe("who is calling", () => {
  test("a person sees all their organizations with their roles", async () => {
    const ada = await createPerson("Ada");
    const first = await createOrg(ada);
    const host = await createPerson("Host");
    const second = await createOrg(host);
    const joined = await joinedPerson(host, second.slug, "viewer");
    expect(await me(ada)).toMatchObject({
      actor: { type: "user", id: ada.id, name: "Ada" },
      user: { id: ada.id, email: ada.email },
      credential: { kind: "session", id: ada.sessionId, organization_id: null, workspace_ids: null, actions: null },
      organizations: [{ id: first.id, role: "owner" }],
      pending_invitations: [],
    });
    expect((await me(joined)).organizations).toMatchObject([{ id: second.id, role: "viewer" }]);
  });

  test("a service account's key sees its organization and no person", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    await createOrg(ada);
    const service = await createService(ada, org.slug);
    const seen = await me(service);
    expect(seen).toMatchObject({ actor: { type: "service_account", id: service.account.id }, user: null, pending_invitations: [] });
    expect(seen.credential).toMatchObject({ kind: "key", organization_id: org.id });
    expect(seen.organizations.map(({ id }) => id)).toEqual([org.id]);
  });

  test("invitations show to the verified address, in any case of letters, until they are answered", async () => {
    const host = await createPerson("Host");
    const org = await createOrg(host, "Hosts");
    const guest = await createPerson("Guest");
    const shouted = guest.email.toUpperCase();
    const invited = await host.json<{ id: string }>(
      `/api/v1/orgs/${org.slug}/invitations`,
      { json: { email: shouted, role: "admin" } },
      201,
    );
    expect((await me(guest)).pending_invitations).toMatchObject([
      { id: invited.id, role: "admin", invited_by: { id: host.id, name: "Host" }, organization: { id: org.id, name: "Hosts" } },
    ]);
    const pretender = await createPerson("Pretender", { email: guest.email, emailVerified: false });
    expect((await me(pretender)).pending_invitations).toEqual([]);
    await guest.json(`/api/v1/me/invitations/${invited.id}/decline`, { method: "POST" });
    expect((await me(guest)).pending_invitations).toEqual([]);
  });

  test("nobody, without a credential", async () => {
    expect(await outcome(send("/api/v1/me"))).toBe("401 unauthenticated");
  });
});

describe("one's own name", () => {
  test("is trimmed and seen at once", async () => {
    const ada = await createPerson("Ada");
    await me(ada);
    const user = await ada.json<User>("/api/v1/me", { method: "PATCH", json: { name: "  Countess 🦉 " } });
    expect(user).toMatchObject({ id: ada.id, name: "Countess 🦉" });
    expect((await me(ada)).actor.name).toBe("Countess 🦉");
  });

  test.each(["", " ", "x".repeat(81), "a\u0000b", 7, null])("is not %j", async (name) => {
    const ada = await createPerson("Ada");
    expect(await outcome(ada.fetch("/api/v1/me", { method: "PATCH", json: { name } }))).toBe("400 invalid_request");
  });

  test("is nothing that a key changes, nor another site", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const service = await createService(ada, org.slug);
    const rename = { method: "PATCH", json: { name: "Robot" } };
    expect(await outcome(service.fetch("/api/v1/me", rename))).toBe("403 insufficient_scope");
    expect(await outcome(service.fetch("/api/v1/me/sessions"))).toBe("403 insufficient_scope");
    const foreign = { ...rename, headers: { origin: "https://evil.example" } };
    expect(await outcome(ada.fetch("/api/v1/me", foreign))).toBe("403 cross_site_request");
  });
});
