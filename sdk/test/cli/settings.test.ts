import { describe, expect, test } from "vitest";
import { checkHost, resolveClientOptions } from "../../src/config/client-options.ts";
import { settingsTable } from "../../src/config/docs.ts";
import { ConfigError } from "../../src/config/errors.ts";
import { type Flags, resolveSettings, type SourceKind } from "../../src/config/resolve.ts";
import { SETTING_NAMES, type SettingName, settingOf } from "../../src/config/settings.ts";
import { tempMachine } from "./support.ts";

/** Three different values for each setting, as they are written in an environment, with what they become. */
const VALUES: Record<SettingName, readonly (readonly [string, unknown])[]> = {
  host: [
    ["https://a.example.org", "https://a.example.org"],
    ["HTTPS://B.example.org/", "https://b.example.org"],
    ["c.example.org", "https://c.example.org"],
    ["http://localhost:9999", "http://localhost:9999"],
  ],
  output: [
    ["json", "json"],
    ["text", "text"],
  ],
  color: [
    ["always", "always"],
    ["never", "never"],
    ["auto", "auto"],
  ],
  no_input: [
    ["1", true],
    ["off", false],
  ],
  quiet: [
    ["yes", true],
    ["0", false],
  ],
  debug: [
    ["true", true],
    ["false", false],
  ],
  no_keychain: [
    ["on", true],
    ["no", false],
  ],
  allow_http: [
    ["1", true],
    ["0", false],
  ],
  timeout_s: [
    ["5", 5],
    ["6", 6],
    ["7", 7],
    ["8", 8],
  ],
  mode: [
    ["offline", "offline"],
    ["online", "online"],
  ],
  journal_dir: [
    ["/a", "/a"],
    ["/b", "/b"],
    ["/c", "/c"],
    ["/d", "/d"],
  ],
  target_roots: [
    ['{"default":"/a"}', '{"default":"/a"}'],
    ['{"default":"/b"}', '{"default":"/b"}'],
  ],
  target_cache: [
    ["/a", "/a"],
    ["/b", "/b"],
  ],
  run_id: [["run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", "run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"]],
  diff: [
    ["any size", "any size"],
    ["require", "require"],
    ["none", "none"],
    ["limited", "limited"],
  ],
  org: [
    ["org-a", "org-a"],
    ["org-b", "org-b"],
    ["org-c", "org-c"],
    ["org-d", "org-d"],
  ],
  workspace: [
    ["ws-a", "ws-a"],
    ["ws-b", "ws-b"],
    ["ws-c", "ws-c"],
    ["ws-d", "ws-d"],
  ],
  profile: [
    ["one", "one"],
    ["two", "two"],
    ["three", "three"],
    ["four", "four"],
  ],
  token: [["token-a", "token-a"]],
  api_key: [["cairn_pat_a", "cairn_pat_a"]],
  config_dir: [["/nowhere/cairn", "/nowhere/cairn"]],
  browser: [
    ["firefox", "firefox"],
    ["lynx", "lynx"],
  ],
};

type Place = Exclude<SourceKind, "profile" | "default">;

/** Where a setting can come from, strongest first. */
function placesOf(name: SettingName): Place[] {
  const { flag, env, files } = settingOf(name);
  return [...(flag ? ["flag" as const] : []), ...(env ? ["env" as const] : []), ...files.toSorted().map((file) => file)];
}

/** A machine on which the setting has one value in each of the places. */
function machineWith(name: SettingName, places: readonly Place[]) {
  const machine = tempMachine();
  delete machine.env.CAIRN_NO_KEYCHAIN;
  const flags: Flags = {};
  const expected = new Map<Place, unknown>();
  const profiles = { one: {}, two: {}, three: {}, four: {} };
  machine.write("config/config.json", { profiles });
  for (const [i, place] of places.entries()) {
    const [raw, value] = VALUES[name][i % VALUES[name].length] ?? [];
    expected.set(place, value);
    if (place === "flag") flags[name] = raw;
    if (place === "env") machine.env[settingOf(name).env ?? ""] = raw ?? "";
    if (place === "project") machine.write("project/cairn.json", { [name]: raw });
    if (place === "user") machine.write("config/config.json", { [name]: raw, profiles });
  }
  return { machine, flags, expected };
}

const cases = SETTING_NAMES.flatMap((name) => placesOf(name).map((place, i) => ({ name, place, below: placesOf(name).slice(i) })));

describe("precedence: flag, environment, project file, user file, default", () => {
  test.each(cases)("$name from $place goes before $below", ({ name, place, below }) => {
    const { machine, flags, expected } = machineWith(name, below);
    const found = resolveSettings(machine, flags).settings[name];
    expect(found?.value).toEqual(expected.get(place));
    expect(found?.source.kind).toBe(place);
  });

  test.each(SETTING_NAMES)("%s has its default where nothing sets it", (name) => {
    const machine = tempMachine();
    delete machine.env.CAIRN_NO_KEYCHAIN;
    delete machine.env.CAIRN_CONFIG_DIR;
    const found = resolveSettings(machine).settings[name];
    const fallback = settingOf(name).default;
    expect(found).toEqual(fallback === undefined ? undefined : { value: fallback, source: { kind: "default", at: "default" } });
  });

  test.each(SETTING_NAMES)("%s: an empty variable counts as not set", (name) => {
    const machine = tempMachine({ [settingOf(name).env ?? ""]: "" });
    expect(resolveSettings(machine).settings[name]?.source.kind ?? "default").toBe("default");
  });

  test.each(SETTING_NAMES.filter((name) => !settingOf(name).files.includes("project")))("a project file may not set %s", (name) => {
    const machine = tempMachine();
    machine.write("project/cairn.json", { [name]: VALUES[name][0]?.[0] });
    expect(() => resolveSettings(machine)).toThrow(ConfigError);
  });

  test.each(SETTING_NAMES.filter((name) => settingOf(name).secret))("no file may hold %s, and the message does not quote it", (name) => {
    const machine = tempMachine();
    machine.write("config/config.json", { [name]: "very-secret-value" });
    expect(() => resolveSettings(machine)).toThrow(
      expect.objectContaining({ code: "invalid_file", message: expect.not.stringContaining("very-secret") }),
    );
  });
});

describe("profiles", () => {
  const file = {
    host: "https://user.example.org",
    org: "user-org",
    profiles: { p: { host: "https://profile.example.org", org: "p-org", workspace: "p-ws" } },
  };

  test("named by a flag, a profile goes before the environment", () => {
    const machine = tempMachine({ CAIRN_URL: "https://env.example.org" });
    machine.write("config/config.json", file);
    const { settings } = resolveSettings(machine, { profile: "p" });
    expect(settings.host).toEqual({ value: "https://profile.example.org", source: { kind: "profile", at: "profile p" } });
    expect(resolveSettings(machine, { profile: "p", host: "https://flag.example.org" }).settings.host?.value).toBe(
      "https://flag.example.org",
    );
  });

  test("named by the user's file, it goes behind the project's file and before the rest of the user's file", () => {
    const machine = tempMachine();
    machine.write("config/config.json", { ...file, profile: "p" });
    expect(resolveSettings(machine).settings.org?.value).toBe("p-org");
    machine.write("project/cairn.json", { org: "project-org" });
    expect(resolveSettings(machine).settings.org?.value).toBe("project-org");
  });

  test("one that is not there is an error that lists those that are", () => {
    const machine = tempMachine({ CAIRN_PROFILE: "q" });
    machine.write("config/config.json", file);
    expect(() => resolveSettings(machine)).toThrow(/no profile q \(named by CAIRN_PROFILE\); known: p/);
  });
});

describe("names belong to their server and organization", () => {
  test("an organization that was selected at another server is not taken", () => {
    const machine = tempMachine();
    machine.write("config/config.json", { hosts: { "https://a.example.org": { org: "acme", workspace: "vision" } } });
    const at = (host: string) => resolveSettings(machine, { host }).settings;
    expect(at("https://a.example.org").workspace?.value).toBe("vision");
    expect(at("https://b.example.org").org).toBeUndefined();
    expect(at("https://b.example.org").workspace).toBeUndefined();
  });

  test("a workspace that was selected in another organization is not taken", () => {
    const machine = tempMachine({ CAIRN_ORG: "other" });
    machine.write("config/config.json", { org: "acme", workspace: "vision" });
    expect(resolveSettings(machine).settings.workspace).toBeUndefined();
    expect(resolveSettings(machine, { org: "acme" }).settings.workspace?.value).toBe("vision");
  });
});

describe("the project file", () => {
  test("is found from a folder below, not beyond the repository", () => {
    const machine = tempMachine();
    machine.write("project/cairn.json", { org: "outer" });
    machine.write("project/repo/.git/HEAD", "");
    machine.write("project/repo/src/x", "");
    const cwd = `${machine.cwd}/repo/src`;
    expect(resolveSettings({ ...machine, cwd }).settings.org).toBeUndefined();
    machine.write("project/repo/cairn.json", { org: "inner" });
    expect(resolveSettings({ ...machine, cwd }).settings.org?.value).toBe("inner");
  });

  test("cannot lead the environment's token to a server of its own", () => {
    const machine = tempMachine({ CAIRN_API_KEY: "cairn_pat_x" });
    machine.write("project/cairn.json", { host: "https://elsewhere.example.org" });
    expect(() => checkHost(resolveSettings(machine))).toThrow(
      expect.objectContaining({ code: "untrusted_host", next: "cairn host add https://elsewhere.example.org" }),
    );
    machine.write("config/config.json", { hosts: { "https://elsewhere.example.org": {} } });
    expect(() => checkHost(resolveSettings(machine))).not.toThrow();
  });
});

test("a credential is not sent in the clear to another machine", () => {
  const machine = tempMachine({ CAIRN_URL: "http://cairn.example.org" });
  expect(() => checkHost(resolveSettings(machine))).toThrow(expect.objectContaining({ code: "insecure_host" }));
  expect(() => checkHost(resolveSettings({ ...machine, env: { ...machine.env, CAIRN_ALLOW_HTTP: "1" } }))).not.toThrow();
  expect(() => checkHost(resolveSettings({ ...machine, env: { CAIRN_URL: "http://127.0.0.1:1" } }))).not.toThrow();
});

test("the client's options come from the same settings", async () => {
  const machine = tempMachine({ CAIRN_URL: "https://a.example.org", CAIRN_API_KEY: "cairn_pat_x", CAIRN_ORG: "acme" });
  const options = await resolveClientOptions({ workspace: "vision" }, machine);
  expect(options).toMatchObject({ url: "https://a.example.org", organization: "acme", workspace: "vision" });
  expect(await options.token?.get()).toBe("cairn_pat_x");
  expect((await resolveClientOptions({}, tempMachine())).token).toBeNull();
});

test("the documentation's table has a row for every setting", () => {
  const table = settingsTable();
  for (const name of SETTING_NAMES) expect(table).toMatch(new RegExp(`^\\| \`${name}\` \\|`, "m"));
});

test.each([
  ["CAIRN_URL", "ftp://x", "CAIRN_URL must be an http or https address, such as https://cairn.example.org."],
  ["CAIRN_URL", "https://x/path", "CAIRN_URL must be an address without a path, such as https://cairn.example.org."],
  ["CAIRN_TIMEOUT_S", "soon", "CAIRN_TIMEOUT_S must be a number."],
  ["CAIRN_OUTPUT", "xml", "CAIRN_OUTPUT must be text or json."],
  ["CAIRN_DEBUG", "maybe", "CAIRN_DEBUG must be true or false."],
])("%s=%s is refused in a sentence", (variable, value, message) => {
  expect(() => resolveSettings(tempMachine({ [variable]: value }))).toThrow(message);
});
