import { beforeAll, expect, test, vi } from "vitest";
import { createPerson, migrateControl } from "../../test/support/fixtures.ts";
import { decide, poll, refresh, startDevice, tokens } from "../../test/support/oauth.ts";

beforeAll(migrateControl);

test("the log tells of a whole device sign-in without one of its secrets", async () => {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  vi.spyOn(console, "log").mockImplementation(keep);
  vi.spyOn(console, "error").mockImplementation(keep);
  const ada = await createPerson("Ada");
  const started = await startDevice({ cairn_device: 'box\n{"level":"error"}' });
  await ada.fetch(`/api/v1/device/${started.user_code}`);
  await decide(ada, started.user_code);
  const first = await tokens(poll(started.device_code));
  const second = await tokens(refresh(first.refresh_token));
  vi.restoreAllMocks();
  const text = lines.join("\n");
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ msg: "request", level: "info" });
  expect(lines).toHaveLength(5);
  const secrets = [started.device_code, started.user_code, first.access_token, first.refresh_token, second.refresh_token, ada.cookie];
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).toContain('"path":"/api/v1/device/…/decision"');
});
