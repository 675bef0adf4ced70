import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { systemClock } from "../../shared/clock.ts";
import { newId } from "../../shared/ids.ts";
import { settingsOf } from "../../shared/settings.ts";
import { faultyDb } from "../../test/support/faulty-db.ts";
import { env, migrateControl } from "../../test/support/fixtures.ts";
import { ACCESS_CACHE_MS } from "../access/cache.ts";
import type { RequestCtx } from "../context.ts";
import { openDb } from "../db.ts";
import type { Identity } from "../oidc/identity.ts";
import { audit, identities, sessions, users } from "../schema/index.ts";
import { resolveSession } from "./resolve.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";

beforeAll(migrateControl);

const db = openDb(env.CONTROL);

function ctxWith({ d1 = env.CONTROL, now = () => Date.now() }: { d1?: D1Database; now?: () => number } = {}) {
  const waited: Promise<unknown>[] = [];
  const ctx: RequestCtx = {
    env,
    settings: settingsOf(env),
    db: openDb(d1),
    clock: { now },
    requestId: crypto.randomUUID(),
    ip: "192.0.2.1",
    country: null,
    userAgent: "test",
    changedOrgs: new Set(),
    changedMembers: new Set(),
    newId: (kind) => newId(kind, systemClock.now()),
    waitUntil: (promise) => void waited.push(promise),
  };
  return { ctx, settled: () => Promise.all(waited) };
}

function someone(): Identity {
  const subject = crypto.randomUUID();
  const email = `${subject}@example.org`;
  return {
    connectionId: "conn_default",
    issuer: "https://login.example.org",
    subject,
    email,
    emailVerified: true,
    name: "Ada",
    sid: null,
    idToken: "a.b.c",
  };
}

/** Everything the database holds of an identity. */
async function stateOf({ subject }: Identity) {
  const people = await db.select({ userId: identities.userId }).from(identities).where(eq(identities.subject, subject));
  const userId = people[0]?.userId ?? "";
  return {
    identities: people.length,
    users: (
      await db
        .select()
        .from(users)
        .where(eq(users.email, `${subject}@example.org`))
    ).length,
    sessions: await db.select().from(sessions).where(eq(sessions.userId, userId)),
    audit: (await db.select().from(audit).where(eq(audit.actorId, userId))).map((row) => row.action).sort(),
  };
}

describe("a first sign-in whose database call fails", () => {
  for (const time of ["before", "after"] as const) {
    for (let failAt = 1; failAt <= 3; failAt++) {
      test(`${time} call ${failAt} leaves nothing half done, and the next try is one person`, async () => {
        const identity = someone();
        const faulty = faultyDb(env.CONTROL, failAt, time);
        const input = { identity, previousToken: null };
        const failed = await signIn({ ctx: ctxWith({ d1: faulty.d1 }).ctx, input }).then(
          () => false,
          () => true,
        );
        const between = await stateOf(identity);
        expect(between.users).toBe(between.identities);
        expect(between.sessions).toHaveLength(between.identities);
        expect(failed).toBe(failAt <= faulty.calls());
        const { token } = await signIn({ ctx: ctxWith().ctx, input });
        const after = await stateOf(identity);
        expect([after.identities, after.users]).toEqual([1, 1]);
        expect(after.sessions).toHaveLength(between.sessions.length + 1);
        expect(after.audit.filter((action) => action === "user.created")).toHaveLength(1);
        expect(after.audit.filter((action) => action === "session.started")).toHaveLength(after.sessions.length);
        expect((await resolveSession(ctxWith().ctx, token)).actor.name).toBe("Ada");
      });
    }
  }
});

test("many first sign-ins at once are one person with as many sessions", async () => {
  const identity = someone();
  const made = await Promise.all(Array.from({ length: 8 }, () => signIn({ ctx: ctxWith().ctx, input: { identity, previousToken: null } })));
  expect(new Set(made.map(({ token }) => token)).size).toBe(8);
  const state = await stateOf(identity);
  expect([state.identities, state.users, state.sessions.length]).toEqual([1, 1, 8]);
  expect(state.audit.filter((action) => action === "user.created")).toHaveLength(1);
});

test("people of the same subject at another issuer of the connection are others", async () => {
  const identity = someone();
  await signIn({ ctx: ctxWith().ctx, input: { identity, previousToken: null } });
  await signIn({ ctx: ctxWith().ctx, input: { identity: { ...identity, issuer: "https://other.example.org" }, previousToken: null } });
  const people = await db.select({ userId: identities.userId }).from(identities).where(eq(identities.subject, identity.subject));
  expect(new Set(people.map(({ userId }) => userId)).size).toBe(2);
});

describe("a sign-out whose database call fails", () => {
  for (const time of ["before", "after"] as const) {
    test.each([1, 2])(`${time} call %i is finished by the next try`, async (failAt) => {
      const identity = someone();
      const { token } = await signIn({ ctx: ctxWith().ctx, input: { identity, previousToken: null } });
      await expect(signOut({ ctx: ctxWith({ d1: faultyDb(env.CONTROL, failAt, time).d1 }).ctx, token })).rejects.toThrow();
      expect(await signOut({ ctx: ctxWith().ctx, token })).toMatchObject({ connectionId: "conn_default" });
      await expect(resolveSession(ctxWith().ctx, token)).rejects.toMatchObject({ code: "session_expired" });
      const state = await stateOf(identity);
      expect(state.audit.filter((action) => action === "session.ended")).toHaveLength(1);
      expect(state.sessions[0]?.idTokenSealed).toBeNull();
    });
  }
});

describe("a session", () => {
  test("gives the ID token back to its own sign-out only", async () => {
    const [one, two] = [someone(), someone()];
    const mine = await signIn({ ctx: ctxWith().ctx, input: { identity: one, previousToken: null } });
    const theirs = await signIn({ ctx: ctxWith().ctx, input: { identity: { ...two, idToken: "x.y.z" }, previousToken: null } });
    const [other] = (await stateOf(two)).sessions;
    const [own] = (await stateOf(one)).sessions;
    await db
      .update(sessions)
      .set({ idTokenSealed: other?.idTokenSealed ?? null })
      .where(eq(sessions.id, own?.id ?? ""));
    expect(await signOut({ ctx: ctxWith().ctx, token: mine.token })).toEqual({ connectionId: "conn_default", idToken: null });
    expect(await signOut({ ctx: ctxWith().ctx, token: theirs.token })).toEqual({ connectionId: "conn_default", idToken: "x.y.z" });
  });

  test("is believed for at most three seconds after it ended elsewhere", async () => {
    const identity = someone();
    const { token } = await signIn({ ctx: ctxWith().ctx, input: { identity, previousToken: null } });
    const start = Date.now();
    let now = start;
    const { ctx } = ctxWith({ now: () => now });
    await resolveSession(ctx, token);
    const [row] = (await stateOf(identity)).sessions;
    await db
      .update(sessions)
      .set({ endedAt: start })
      .where(eq(sessions.id, row?.id ?? ""));
    now = start + ACCESS_CACHE_MS;
    await expect(resolveSession(ctx, token)).rejects.toMatchObject({ code: "session_expired" });
    expect(ACCESS_CACHE_MS).toBeLessThanOrEqual(3_000);
  });

  test("is written at most every five minutes, and ends when it was unused for long or in any case", async () => {
    const identity = someone();
    const start = Date.now();
    let now = start;
    const { ctx, settled } = ctxWith({ now: () => now });
    const { CAIRN_SESSION_IDLE_S, CAIRN_SESSION_ABSOLUTE_S } = ctx.settings;
    const { token } = await signIn({ ctx, input: { identity, previousToken: null } });
    const seen = async () => {
      await settled();
      return ((await stateOf(identity)).sessions[0]?.lastSeenAt ?? 0) - start;
    };
    now = start + 299_999;
    await resolveSession(ctx, token);
    expect(await seen()).toBe(0);
    now = start + 300_000;
    await resolveSession(ctx, token);
    expect(await seen()).toBe(300_000);
    now += CAIRN_SESSION_IDLE_S * 1_000 - 1;
    await resolveSession(ctx, token);
    await settled();
    const lastUse = now;
    now = lastUse + CAIRN_SESSION_IDLE_S * 1_000;
    await expect(resolveSession(ctx, token)).rejects.toMatchObject({ code: "session_expired", data: { expired_at: expect.any(String) } });

    now = start;
    const second = await signIn({ ctx, input: { identity, previousToken: null } });
    const dayMs = 86_400_000;
    for (now = start; now < start + CAIRN_SESSION_ABSOLUTE_S * 1_000; now += dayMs) await resolveSession(ctx, second.token);
    await settled();
    now = start + CAIRN_SESSION_ABSOLUTE_S * 1_000;
    await expect(resolveSession(ctx, second.token)).rejects.toMatchObject({ code: "session_expired" });
  });

  test("that cannot be moved on is still good", async () => {
    const identity = someone();
    const { token } = await signIn({ ctx: ctxWith().ctx, input: { identity, previousToken: null } });
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const faulty = faultyDb(env.CONTROL, 2, "before");
    const { ctx, settled } = ctxWith({ d1: faulty.d1, now: () => Date.now() + 600_000 });
    expect((await resolveSession(ctx, token)).actor.type).toBe("user");
    await settled();
    expect(faulty.calls()).toBe(2);
    log.mockRestore();
  });
});

test("a person's rows name the connection they came by", async () => {
  const identity = someone();
  await signIn({ ctx: ctxWith().ctx, input: { identity, previousToken: null } });
  const [row] = await db
    .select()
    .from(identities)
    .where(and(eq(identities.connectionId, "conn_default"), eq(identities.subject, identity.subject)));
  expect(row?.issuer).toBe(identity.issuer);
});
