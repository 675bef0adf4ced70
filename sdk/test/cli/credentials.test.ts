import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { Credential } from "../../src/config/credentials/credential.ts";
import { breakStale, withLock } from "../../src/config/credentials/lock.ts";
import { credentialStore } from "../../src/config/credentials/store.ts";
import { storedTokens } from "../../src/config/credentials/token-source.ts";
import { cairn, me, organization, page, serve, signIn, start, storedSignIn, tempMachine } from "./support.ts";

const HOST = "https://cairn.example.org";
const credential = (more: object = {}) => Credential.parse(signIn(more));
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("the credentials file", () => {
  test("is readable by its owner alone, whatever the umask, and so is its folder", async () => {
    const machine = tempMachine();
    const before = process.umask(0);
    try {
      await credentialStore(machine, { noKeychain: true }).write(HOST, credential());
    } finally {
      process.umask(before);
    }
    expect(modeOf(join(machine.home, "config"))).toBe("700");
    expect(modeOf(join(machine.home, "config/credentials.json"))).toBe("600");
  });

  test("that was opened up by somebody is private again after the next write", async () => {
    const machine = tempMachine();
    const file = machine.write("config/credentials.json", storedSignIn(HOST));
    chmodSync(file, 0o644);
    await credentialStore(machine, { noKeychain: true }).write(HOST, credential());
    expect(modeOf(file)).toBe("600");
  });

  test("keeps servers apart and leaves no temporary file", async () => {
    const machine = tempMachine();
    const store = credentialStore(machine, { noKeychain: true });
    await Promise.all(
      Array.from({ length: 10 }, (_, i) => store.write(`https://s${i}.example.org`, credential({ access_token: `a${i}` }))),
    );
    expect(store.hosts().length).toBe(10);
    await store.remove("https://s3.example.org");
    expect(await store.read("https://s3.example.org")).toBeNull();
    expect((await store.read("https://s4.example.org"))?.credential).toMatchObject({ access_token: "a4" });
    expect(readdirSync(join(machine.home, "config"))).toEqual(["credentials.json", "locks"]);
  });

  test("that is broken is an error that quotes nothing of it", async () => {
    const machine = tempMachine();
    machine.write("config/credentials.json", '{"version":1,"hosts":{"x":{"access_token":"top-secret-token');
    const { code, stderr } = await cairn(machine, ["whoami"]);
    expect(code).toBe(2);
    expect(stderr).toContain("credentials.json is not valid JSON");
    expect(stderr).not.toContain("top-secret");
  });
});

/** A stand-in for libsecret's tool that keeps what it is given in a folder. */
const SECRET_TOOL = `#!/bin/sh
file="$KEYRING/$(printf %s "$*" | sed 's/.*host //' | tr -c 'a-zA-Z0-9' _)"
case "$1" in
  store) cat > "$file" ;;
  lookup) cat "$file" 2>/dev/null ;;
  clear) rm -f "$file" ;;
esac
`;

/** One for macOS' tool: it takes the secret as hex in its interactive mode, and prints what is not ASCII as hex. */
const SECURITY = `#!${process.execPath}
const { existsSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const [verb, ...args] = process.argv.slice(2);
const file = (account) => process.env.KEYRING + "/" + encodeURIComponent(account);
const account = args[args.indexOf("-a") + 1];
if (verb === "-i") {
  const [, name, hex] = /^add-generic-password -U -s cairn -a "([^"]+)" -X ([0-9a-f]+)\\n$/.exec(readFileSync(0, "utf8"));
  writeFileSync(file(name), Buffer.from(hex, "hex"));
} else if (!existsSync(file(account))) process.exit(44);
else if (verb === "delete-generic-password") rmSync(file(account));
else {
  const text = readFileSync(file(account), "utf8");
  console.log(/^[ -~]*$/.test(text) ? text : Buffer.from(text).toString("hex"));
}
`;

describe.skipIf(process.platform !== "linux")("the system keychain", () => {
  function withKeychain(script = SECRET_TOOL, tool = "secret-tool") {
    const machine = tempMachine({ DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" });
    machine.write(`bin/${tool}`, script);
    machine.write("keyring/.keep", "");
    machine.env.PATH = `${machine.home}/bin:${machine.env.PATH}`;
    machine.env.KEYRING = `${machine.home}/keyring`;
    return machine;
  }

  test.each([
    ["linux", "secret-tool", SECRET_TOOL],
    ["darwin", "security", SECURITY],
  ] as const)("holds the secret where its tool is present (%s, %s); the file only says so", async (platform, tool, script) => {
    const machine = { ...withKeychain(script, tool), platform };
    const store = credentialStore(machine, { noKeychain: false });
    expect(await store.read(HOST)).toBeNull();
    const account = { id: "u", name: "Ada 研究所", email: null };
    expect((await store.write(HOST, credential({ account }))).place.kind).toBe("keychain");
    const file = readFileSync(join(machine.home, "config/credentials.json"), "utf8");
    expect(file).not.toContain("access-1");
    expect((await store.read(HOST))?.credential).toMatchObject({ access_token: "access-1", account });
    await store.remove(HOST);
    expect(readdirSync(`${machine.home}/keyring`)).toEqual([".keep"]);
  });

  test("is left alone when the person opts out", async () => {
    const machine = withKeychain();
    const { place, notice } = await credentialStore(machine, { noKeychain: true }).write(HOST, credential());
    expect([place.kind, notice]).toEqual(["file", null]);
  });

  test.each([
    ["fails", "#!/bin/sh\nexit 1\n"],
    ["does not answer within three seconds", "#!/bin/sh\nexec sleep 60\n"],
  ])("that %s is replaced by the file, with a notice", async (_, script) => {
    const machine = withKeychain(script);
    const store = credentialStore(machine, { noKeychain: false });
    const { place, notice } = await store.write(HOST, credential());
    expect(place.kind).toBe("file");
    expect(notice).toContain("does not answer");
    expect((await store.read(HOST))?.credential).toMatchObject({ access_token: "access-1" });
  });

  test("that stopped answering is said to be the reason", async () => {
    const machine = withKeychain();
    await credentialStore(machine, { noKeychain: false }).write(HOST, credential());
    machine.write("bin/secret-tool", "#!/bin/sh\nexec sleep 60\n");
    await expect(credentialStore(machine, { noKeychain: false }).read(HOST)).rejects.toMatchObject({ code: "keychain_unavailable" });
  });
});

describe("the lock", () => {
  /** Twenty takers of a lock that somebody holds already; gives how many were inside at once. */
  async function contend(holder: object): Promise<number> {
    const machine = tempMachine();
    const file = machine.write("locks/x.lock", holder);
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((done) => setImmediate(done));
      inside--;
    };
    await Promise.all(Array.from({ length: 20 }, () => withLock(file, work)));
    expect(readdirSync(join(machine.home, "locks"))).toEqual([]);
    return most;
  }

  test("of a process that is gone is broken, and still one holds it at a time", async () => {
    const gone = spawnSync(process.execPath, ["-e", ""]).pid;
    expect(await contend({ pid: gone, machine: hostname(), at: Date.now(), nonce: "dead" })).toBe(1);
  });

  test("that is older than 30 s is broken, also of a process that runs", async () => {
    expect(await contend({ pid: process.pid, machine: hostname(), at: Date.now() - 31_000, nonce: "old" })).toBe(1);
  });

  test("is not broken by one who saw its dead holder too late", () => {
    const now = { pid: process.pid, machine: hostname(), at: Date.now(), nonce: "living" };
    const file = tempMachine().write("x.lock", now);
    breakStale(file, { ...now, nonce: "dead" });
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(now);
    breakStale(file, now);
    expect(existsSync(file)).toBe(false);
  });

  test("that is young is respected, of whatever machine", async () => {
    const machine = tempMachine();
    let now = Date.now();
    const file = machine.write("x.lock", { pid: 1, machine: "another", at: now - 29_999, nonce: "other" });
    // Whoever looks at the lock reads the clock: after ten readings it has been looked at and left several times.
    let readings = 0;
    const lookedAt = Promise.withResolvers<void>();
    const clock = vi.spyOn(Date, "now").mockImplementation(() => {
      if (++readings === 10) lookedAt.resolve();
      return now;
    });
    try {
      let isInside = false;
      const work = withLock(file, async () => {
        isInside = true;
      });
      await lookedAt.promise;
      expect(isInside).toBe(false);
      expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ nonce: "other" });
      now += 2;
      await work;
      expect(isInside).toBe(true);
    } finally {
      clock.mockRestore();
    }
  });

  test("is given back when the work fails", async () => {
    const machine = tempMachine();
    const file = join(machine.home, "x.lock");
    await expect(withLock(file, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(file)).toBe(false);
  });
});

/** A token endpoint with rotation: each refresh token works once. */
async function rotatingServer(current = "refresh-1") {
  let serial = 1;
  const server = await serve({
    "POST /api/oauth/token": ({ form }) => {
      if (form.get("refresh_token") !== current) return { status: 400, json: { error: "invalid_grant", error_description: "reused" } };
      serial++;
      current = `refresh-${serial}`;
      return { json: { access_token: `access-${serial}`, token_type: "Bearer", expires_in: 3600, refresh_token: current } };
    },
    "GET /api/v1/me": ({ headers }) =>
      headers.authorization === `Bearer access-${serial}`
        ? { json: me("acme") }
        : {
            status: 401,
            json: {
              type: "x",
              title: "t",
              status: 401,
              detail: "d",
              code: "token_expired",
              request_id: "req_1",
              expired_at: "2026-11-21T09:30:00.000Z",
            },
          },
    "GET /api/v1/orgs": () => page([organization("acme")]),
  });
  return server;
}

const soon = () => ({ expires_at: new Date(Date.now() + 20_000).toISOString() });

describe("renewal", () => {
  test("20 processes at expiry make one refresh, and all succeed", async () => {
    const server = await rotatingServer();
    const machine = tempMachine({ CAIRN_URL: server.url });
    machine.write("config/credentials.json", storedSignIn(server.url, soon()));
    const all = await Promise.all(Array.from({ length: 20 }, () => cairn(machine, ["whoami", "--json"])));
    expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(20).fill({ code: 0, stderr: "" }));
    expect(server.count("POST /api/oauth/token")).toBe(1);
    expect(server.count("GET /api/v1/me")).toBe(20);
    expect(readdirSync(join(machine.home, "config/locks"))).toEqual([]);
  }, 60_000);

  test("a process that dies while it holds the lock stops nobody", async () => {
    let hang = true;
    let release = () => {};
    const server = await serve({
      "POST /api/oauth/token": async () => {
        if (hang)
          await new Promise<void>((done) => {
            release = done;
          });
        return { json: { access_token: "access-2", token_type: "Bearer", expires_in: 3600, refresh_token: "refresh-2" } };
      },
      "GET /api/v1/me": () => ({ json: me("acme") }),
    });
    const machine = tempMachine({ CAIRN_URL: server.url });
    machine.write("config/credentials.json", storedSignIn(server.url, soon()));
    const first = start(machine, ["whoami"]);
    await expect.poll(() => server.count("POST /api/oauth/token"), { timeout: 10_000 }).toBe(1);
    first.child.kill("SIGKILL");
    await first.ended;
    release();
    hang = false;
    expect(await cairn(machine, ["whoami", "--json"])).toMatchObject({ code: 0 });
    expect(server.count("POST /api/oauth/token")).toBe(2);
  });

  test("happens once when the server refuses a token that looked fresh", async () => {
    const server = await rotatingServer();
    const machine = tempMachine({ CAIRN_URL: server.url });
    machine.write("config/credentials.json", storedSignIn(server.url, { access_token: "access-0" }));
    expect(await cairn(machine, ["whoami", "--json"])).toMatchObject({ code: 0 });
    expect(server.count("POST /api/oauth/token")).toBe(1);
  });

  test("that the server refuses ends the sign-in: when, why, the command to run, exit code 4; nobody asks again", async () => {
    const server = await rotatingServer("another");
    const machine = tempMachine({ CAIRN_URL: server.url });
    machine.write(
      "config/credentials.json",
      storedSignIn(server.url, { access_token: "access-0", expires_at: "2026-11-21T09:30:00.000Z", issued_at: "2026-11-20T09:30:00.000Z" }),
    );
    expect(await cairn(machine, ["whoami"])).toMatchObject({ code: 4, stdout: "" });
    const { code, stderr } = await cairn(machine, ["whoami"]);
    expect(code).toBe(4);
    expect(stderr).toBe(
      [
        `Error: Your sign-in to ${server.url} expired on 2026-11-21 09:30 (UTC).`,
        "  It could not be renewed: it was not used for too long, or it was ended.",
        "  code token_expired, request req_1",
        "  Run: cairn login",
        "",
      ].join("\n"),
    );
    expect(server.count("POST /api/oauth/token")).toBe(1);
    const kept = JSON.parse(readFileSync(join(machine.home, "config/credentials.json"), "utf8")).hosts[server.url];
    expect(kept).toMatchObject({ refresh_token: null });
  });

  test("does not undo a login that happened meanwhile", async () => {
    const machine = tempMachine();
    const store = credentialStore(machine, { noKeychain: true });
    const server = await serve({
      "POST /api/oauth/token": async () => {
        // As if `cairn login` had been faster than this answer.
        await store.write(server.url, credential({ access_token: "new-login", refresh_token: "new-refresh" }));
        return { status: 400, json: { error: "invalid_grant" } };
      },
    });
    await store.write(server.url, credential(soon()));
    const tokens = storedTokens({ machine, store, host: server.url, fetch });
    expect(await tokens.get()).toBe("new-login");
    expect((await store.read(server.url))?.credential).toMatchObject({ refresh_token: "new-refresh" });
  });

  test("that cannot reach the server uses the token while it lasts", async () => {
    const machine = tempMachine();
    const store = credentialStore(machine, { noKeychain: true });
    await store.write("http://127.0.0.1:1", credential(soon()));
    expect(await storedTokens({ machine, store, host: "http://127.0.0.1:1", fetch }).get()).toBe("access-1");
  });

  test("leaves a token alone that has time left", async () => {
    const server = await rotatingServer();
    const machine = tempMachine();
    const store = credentialStore(machine, { noKeychain: true });
    await store.write(server.url, credential({ expires_at: new Date(Date.now() + 50_000).toISOString() }));
    expect(await storedTokens({ machine, store, host: server.url, fetch }).get()).toBe("access-1");
    expect(server.asked).toEqual([]);
  });
});
