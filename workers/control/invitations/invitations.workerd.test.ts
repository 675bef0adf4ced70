import type { AuditEntry, Invitation, OrganizationWithRole, Page, ReceivedInvitation } from "@cairn/sdk/schema";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { DAY_MS } from "../../shared/clock.ts";
import {
  createOrg,
  createPerson,
  createService,
  env,
  joinedPerson,
  migrateControl,
  outcome,
  type Person,
} from "../../test/support/fixtures.ts";
import { INVITATIONS_PENDING_MAX } from "./limits.ts";

beforeAll(migrateControl);
afterEach(() => {
  vi.useRealTimers();
});

/** Sets the clock of the Worker on; people's sessions end before an invitation does, so those are kept alive. */
async function daysLater(days: number): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + days * DAY_MS });
  const later = Date.now() + DAY_MS;
  await env.CONTROL.prepare("UPDATE sessions SET last_seen_at = ?, idle_expires_at = ?").bind(Date.now(), later).run();
}

async function inviting() {
  const owner = await createPerson("Ada");
  const org = await createOrg(owner);
  const path = `/api/v1/orgs/${org.id}/invitations`;
  const invite = (email: string, role = "member", by: Person = owner) => by.fetch(path, { json: { email, role } });
  const invited = (email: string, role = "member") => owner.json<Invitation>(path, { json: { email, role } }, 201);
  return { owner, org, path, invite, invited };
}

const accept = (person: Person, id: string) => person.fetch(`/api/v1/me/invitations/${id}/accept`, { method: "POST" });
const decline = (person: Person, id: string) => person.fetch(`/api/v1/me/invitations/${id}/decline`, { method: "POST" });
const received = async (person: Person) => (await person.json<Page<ReceivedInvitation>>("/api/v1/me/invitations")).items;

describe("invitations", () => {
  it("reach the person with the address, however it is written, and make them a member", async () => {
    const { owner, org, path, invited } = await inviting();
    const guest = await createPerson("Guest", { email: `Grace.${crypto.randomUUID()}@Example.org` });
    const invitation = await invited(guest.email.toUpperCase(), "viewer");
    expect(invitation).toMatchObject({ status: "pending", role: "viewer", invited_by: { id: owner.id, name: "Ada" } });
    expect(Date.parse(invitation.expires_at) - Date.parse(invitation.created_at)).toBe(7 * DAY_MS);
    expect(await received(guest)).toMatchObject([{ id: invitation.id, organization: { id: org.id, name: org.name }, role: "viewer" }]);
    expect(await (await accept(guest, invitation.id)).json()).toMatchObject({ id: org.id, role: "viewer" });
    expect(await received(guest)).toEqual([]);
    expect((await owner.json<Page<Invitation>>(path)).items).toMatchObject([{ id: invitation.id, status: "accepted" }]);
    expect(await (await accept(guest, invitation.id)).json()).toMatchObject({ id: org.id, role: "viewer" });
  });

  it("are not there for anybody else, and wait until the address is verified", async () => {
    const { invited } = await inviting();
    const email = `${crypto.randomUUID()}@example.org`;
    const invitation = await invited(email);
    const eve = await createPerson("Eve");
    const unverified = await createPerson("Guest", { email, emailVerified: false });
    for (const answer of [accept, decline]) {
      expect(await outcome(answer(eve, invitation.id))).toBe("404 not_found");
      expect(await outcome(answer(unverified, invitation.id))).toBe("403 email_mismatch");
    }
    expect(await received(eve)).toEqual([]);
    expect(await received(unverified)).toEqual([]);
  });

  it("are refused twice for one address and for a member's", async () => {
    const { owner, org, invite, invited } = await inviting();
    const email = `${crypto.randomUUID()}@example.org`;
    await invited(email);
    const again = await invite(email.toUpperCase());
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: "already_exists", errors: [{ path: "body.email" }] });
    const member = await joinedPerson(owner, org.id, "member");
    expect(await outcome(invite(member.email.toUpperCase()))).toBe("409 already_exists");
    const racing = `${crypto.randomUUID()}@example.org`;
    const both = await Promise.all([outcome(invite(racing)), outcome(invite(racing))]);
    expect(both.sort()).toEqual(["201", "409 already_exists"]);
  });

  it("are sent by owners and admins, of owners by owners alone", async () => {
    const { owner, org, path, invite, invited } = await inviting();
    const admin = await joinedPerson(owner, org.id, "admin");
    const address = () => `${crypto.randomUUID()}@example.org`;
    expect(await outcome(invite(address(), "owner", admin))).toBe("403 forbidden");
    expect(await outcome(invite(address(), "admin", admin))).toBe("201");
    const ofOwner = await invited(address(), "owner");
    expect(await outcome(admin.fetch(`${path}/${ofOwner.id}/resend`, { method: "POST" }))).toBe("403 forbidden");
    for (const role of ["member", "viewer"] as const) {
      const person = await joinedPerson(owner, org.id, role);
      expect(await outcome(invite(address(), "viewer", person))).toBe("403 forbidden");
      expect(await outcome(person.fetch(path))).toBe("403 forbidden");
    }
    const eve = await createPerson("Eve");
    expect(await outcome(eve.fetch(path))).toBe("404 not_found");
    const own = await createOrg(eve);
    for (const [method, rest] of [
      ["DELETE", ""],
      ["POST", "/resend"],
    ] as const)
      expect(await outcome(eve.fetch(`/api/v1/orgs/${own.id}/invitations/${ofOwner.id}${rest}`, { method }))).toBe("404 not_found");
  });

  it("expire after seven days, can be resent, and an expired one makes room for a new one", async () => {
    const { owner, path, invite, invited } = await inviting();
    const guest = await createPerson("Guest");
    const invitation = await invited(guest.email);
    await daysLater(7.01);
    const late = await accept(guest, invitation.id);
    expect(late.status).toBe(410);
    expect(await late.json()).toMatchObject({ code: "invitation_expired", expired_at: invitation.expires_at });
    expect(await received(guest)).toEqual([]);
    expect((await owner.json<Page<Invitation>>(path)).items).toMatchObject([{ status: "expired" }]);
    const resent = await owner.json<Invitation>(`${path}/${invitation.id}/resend`, { method: "POST" });
    expect(resent.status).toBe("pending");
    expect(await received(guest)).toHaveLength(1);
    await daysLater(7.01);
    expect(await outcome(invite(guest.email, "viewer"))).toBe("201");
    expect((await owner.json<Page<Invitation>>(path)).items).toMatchObject([{ status: "pending", role: "viewer" }]);
  });

  it("that were cancelled or declined let nobody in", async () => {
    const { owner, org, path, invited } = await inviting();
    const guest = await createPerson("Guest");
    const first = await invited(guest.email);
    for (let time = 0; time < 2; time++) expect(await outcome(owner.fetch(`${path}/${first.id}`, { method: "DELETE" }))).toBe("204");
    expect(await outcome(accept(guest, first.id))).toBe("404 not_found");
    expect(await outcome(owner.fetch(`${path}/${first.id}/resend`, { method: "POST" }))).toBe("409 illegal_transition");
    const second = await invited(guest.email);
    for (let time = 0; time < 2; time++) expect(await outcome(decline(guest, second.id))).toBe("204");
    expect(await outcome(accept(guest, second.id))).toBe("409 illegal_transition");
    expect(await outcome(owner.fetch(`${path}/${second.id}`, { method: "DELETE" }))).toBe("409 illegal_transition");
    expect(await outcome(guest.fetch(`/api/v1/orgs/${org.id}`))).toBe("404 not_found");
  });

  it("fall with the role of who sent them: each kind that the new role may not give", async () => {
    const { owner, org, path, invite } = await inviting();
    const guests = await Promise.all(["owner", "admin", "viewer"].map(async (role) => ({ role, person: await createPerson(role) })));
    const second = await joinedPerson(owner, org.id, "owner");
    const ids = new Map<string, string>();
    for (const { role, person } of guests) ids.set(role, ((await (await invite(person.email, role, second)).json()) as Invitation).id);
    const kept = ((await (await invite(`${crypto.randomUUID()}@example.org`, "owner")).json()) as Invitation).id;
    const open = async () => {
      const all = (await owner.json<Page<Invitation>>(path)).items;
      return all.filter((i) => i.status === "pending" && i.id !== kept).map((i) => i.role);
    };
    const setRole = (role: string) => owner.json(`/api/v1/orgs/${org.id}/members/${second.id}`, { method: "PATCH", json: { role } });
    await setRole("admin");
    expect((await open()).sort()).toEqual(["admin", "viewer"]);
    const [ofOwner] = guests;
    expect(await outcome(accept((ofOwner as (typeof guests)[number]).person, ids.get("owner") ?? ""))).toBe("404 not_found");
    await setRole("member");
    expect(await open()).toEqual([]);
    const audit = await owner.json<Page<AuditEntry>>(`/api/v1/orgs/${org.id}/audit?action=invitation.cancelled`);
    expect(audit.items.map((entry) => entry.target?.id).sort()).toEqual([...ids.values()].sort());
    expect(audit.items[0]).toMatchObject({ actor: { id: owner.id }, data: { reason: "inviter_role_changed", invited_by: second.id } });
    expect(new Set(audit.items.map((entry) => entry.id)).size).toBe(3);
    expect((await owner.json<Page<Invitation>>(path)).items.find((i) => i.id === kept)?.status).toBe("pending");
  });

  it("of owners fall when the ownership is handed on", async () => {
    const { owner, org, invited } = await inviting();
    const heir = await joinedPerson(owner, org.id, "member");
    const [asOwner, asMember] = [await createPerson("Guest"), await createPerson("Guest")];
    const [first, second] = [await invited(asOwner.email, "owner"), await invited(asMember.email)];
    expect(await outcome(owner.fetch(`/api/v1/orgs/${org.id}/transfer`, { json: { user_id: heir.id } }))).toBe("204");
    expect(await outcome(accept(asOwner, first.id))).toBe("404 not_found");
    expect(await outcome(accept(asMember, second.id))).toBe("200");
  });

  it("make nobody an owner whose inviter is none at that moment", async () => {
    const { owner, org, invited } = await inviting();
    const guest = await createPerson("Guest");
    const { id } = await invited(guest.email, "owner");
    await env.CONTROL.prepare("UPDATE members SET role = 'admin' WHERE org_id = ? AND user_id = ?").bind(org.id, owner.id).run();
    expect(await outcome(accept(guest, id))).toBe("403 forbidden");
    expect(await outcome(guest.fetch(`/api/v1/orgs/${org.id}`))).toBe("404 not_found");
  });

  it("end in one answer when accepted and cancelled at once", async () => {
    const { owner, org, path, invited } = await inviting();
    const guest = await createPerson("Guest");
    const { id } = await invited(guest.email);
    const [accepted, cancelled] = await Promise.all([
      outcome(accept(guest, id)),
      outcome(owner.fetch(`${path}/${id}`, { method: "DELETE" })),
    ]);
    const isMember = (await outcome(guest.fetch(`/api/v1/orgs/${org.id}`))) === "200";
    expect([accepted === "200", cancelled === "204"]).toEqual([isMember, !isMember]);
  });

  it("do not bring back who was removed after accepting, nor change who is a member already", async () => {
    const { owner, org, invited } = await inviting();
    const guest = await createPerson("Guest");
    const used = await invited(guest.email);
    expect(await outcome(accept(guest, used.id))).toBe("200");
    await owner.json(`/api/v1/orgs/${org.id}/members/${guest.id}`, { method: "DELETE" });
    expect(await outcome(accept(guest, used.id))).toBe("409 illegal_transition");
    const next = await invited(guest.email, "viewer");
    await env.CONTROL.prepare("INSERT INTO members VALUES (?, ?, 'admin', 0)").bind(org.id, guest.id).run();
    expect(await (await accept(guest, next.id)).json()).toMatchObject({ role: "admin" } satisfies Partial<OrganizationWithRole>);
  });

  it("cannot be answered by a program", async () => {
    const { owner, org, invited } = await inviting();
    const service = await createService(owner, org.id);
    const { id } = await invited(`${crypto.randomUUID()}@example.org`);
    expect(await outcome(service.fetch(`/api/v1/me/invitations/${id}/accept`, { method: "POST" }))).toBe("403 insufficient_scope");
    expect((await service.json<Page<unknown>>("/api/v1/me/invitations")).items).toEqual([]);
  });

  it("are limited in number, counting those that have not expired", async () => {
    const { owner, org, invite } = await inviting();
    const rows = (n: number, from: number, expiresAt: number) =>
      Array.from({ length: n }, (_, i) =>
        env.CONTROL.prepare("INSERT INTO invitations VALUES (?, ?, ?, ?, 'member', ?, 'Ada', 0, ?, 'pending', NULL)").bind(
          org.id,
          `inv_${org.id}_${from + i}`,
          `${from + i}@example.org`,
          `${from + i}@example.org`,
          owner.id,
          expiresAt,
        ),
      );
    await env.CONTROL.batch([...rows(INVITATIONS_PENDING_MAX - 1, 0, Date.now() + DAY_MS), ...rows(5, 1_000, 1)]);
    expect(await outcome(invite("last@example.org"))).toBe("201");
    expect(await outcome(invite("one-more@example.org"))).toBe("409 limit_reached");
  });

  it("are limited per address they come from", async () => {
    const { owner, path } = await inviting();
    const sent = { env: { CAIRN_RATE_SIGN_IN: "1" }, headers: { "cf-connecting-ip": crypto.randomUUID() } };
    const send = () => owner.fetch(path, { json: { email: `${crypto.randomUUID()}@example.org` }, ...sent });
    expect(await outcome(send())).toBe("201");
    const second = await send();
    expect(second.headers.get("retry-after")).not.toBeNull();
    expect(await outcome(second)).toBe("429 rate_limited");
  });
});
