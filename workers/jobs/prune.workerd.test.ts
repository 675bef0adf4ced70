import { beforeAll, expect, test } from "vitest";
import { sha256 } from "../shared/bytes.ts";
import { DAY_MS } from "../shared/clock.ts";
import { createPerson, env, migrateControl } from "../test/support/fixtures.ts";
import { heldClock, refresh, requestCtx, signInProgram, startDevice, tokens } from "../test/support/oauth.ts";
import { pruneSignIns } from "./prune.ts";

beforeAll(migrateControl);

const count = (table: string, where = "1") => env.CONTROL.prepare(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`).first<number>("n");

test("refresh tokens and requests to sign in go a day after their end, and not before", async () => {
  const ada = await createPerson("Ada");
  const first = await signInProgram(ada);
  const second = await tokens(refresh(first.refresh_token));
  await startDevice();
  const clock = heldClock();
  clock.move(DAY_MS);
  await pruneSignIns(requestCtx({ clock }));
  expect([await count("refresh_tokens"), await count("device_grants")]).toEqual([2, 2]);
  clock.move(10 * 60_000 + 1_000);
  await pruneSignIns(requestCtx({ clock }));
  expect([await count("refresh_tokens"), await count("device_grants")]).toEqual([2, 0]);
  await env.CONTROL.prepare("UPDATE refresh_tokens SET expires_at = expires_at + ? WHERE hash = ?")
    .bind(DAY_MS, await sha256(second.refresh_token))
    .run();
  clock.move(30 * DAY_MS);
  await pruneSignIns(requestCtx({ clock }));
  expect(await count("refresh_tokens", "used_at IS NOT NULL")).toBe(0);
  expect(await count("refresh_tokens")).toBe(1);
  expect(await count("grants")).toBe(1);
});
