import { SELF } from "cloudflare:test";
import type { NotificationSettings } from "@cairn/sdk/schema";
import { beforeAll, test } from "vitest";
import { settingsOf } from "../../shared/settings.ts";
import { createPerson, env, migrateControl } from "../../test/support/fixtures.ts";
import type { RequestCtx } from "../context.ts";
import { unsubscribeUrl } from "./unsubscribe.ts";

beforeAll(migrateControl);

const ctx = { settings: settingsOf(env as Env) } as RequestCtx;
const oneClick = (url: string) => SELF.fetch(url, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });

test("one post without a session ends mail of one kind, or of all, and nothing else", async ({ expect }) => {
  const ada = await createPerson("Ada");
  const settings = () => ada.json<NotificationSettings>("/api/v1/me/notification-settings");
  const before = await settings();
  const url = await unsubscribeUrl(ctx, { userId: ada.id, kind: "mention" });
  expect(url).not.toContain(ada.id);
  const looked = await SELF.fetch(url, { redirect: "manual" });
  expect([looked.status, looked.headers.get("location")]).toEqual([303, `${env.CAIRN_ORIGIN}/account/notifications`]);
  expect(await settings()).toEqual(before);
  for (let i = 0; i < 2; i++) expect((await oneClick(url)).status).toBe(204);
  const mention = { ...before.channels.mention, email: false };
  expect(await settings()).toEqual({ ...before, channels: { ...before.channels, mention } });
  expect((await oneClick(await unsubscribeUrl(ctx, { userId: ada.id, kind: null }))).status).toBe(204);
  const after = Object.values((await settings()).channels);
  expect(after.map(({ email }) => email)).toEqual(after.map(() => false));
  expect(after.map(({ in_app }) => in_app)).toEqual(Object.values(before.channels).map(({ in_app }) => in_app));
});

test("a link that somebody made up or changed ends nothing", async ({ expect }) => {
  const url = await unsubscribeUrl(ctx, { userId: "usr_nobody", kind: null });
  expect((await oneClick(url)).status).toBe(204);
  for (const wrong of [url.slice(0, -3), `${url}AA`, url.replace(/token=.*/, "token=v1.AAAA.AAAA"), url.replace(/\?.*/, "")]) {
    const answer = await oneClick(wrong);
    expect(await answer.json(), wrong).toMatchObject({ status: 400, code: "invalid_request", errors: [{ path: "query.token" }] });
  }
});
