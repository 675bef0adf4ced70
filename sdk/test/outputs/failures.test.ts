import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { json } from "../../src/tasks/outputs/serializers/json.ts";
import { fileStorage } from "../../src/tasks/outputs/storage/local.ts";
import { targetOf } from "../../src/tasks/outputs/target.ts";
import type { Storage } from "../../src/tasks/types.ts";
import { failingFs } from "../support/counted-fs.ts";
import { bytes, taskWith, text } from "./fixture.ts";
import { temporaryFolder } from "./folder.ts";

const program = join(import.meta.dirname, "save-program.ts");
const task = () => taskWith({ serializer: json<string>() });
const files = (root: string) => readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const names = (root: string) =>
  files(root)
    .map(({ name }) => name)
    .sort();

/** First line that a program prints. */
const lineOf = (child: ChildProcess): Promise<string> =>
  new Promise((done) => {
    let said = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("\n")) done(said.trim());
    });
    child.on("close", () => done(said.trim()));
  });

async function save(root: string, value: string, stopAt: number): Promise<string> {
  const child = spawn(process.execPath, [program, root, value, String(stopAt)], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = new Promise((done) => child.on("close", done));
  const line = await lineOf(child);
  child.kill("SIGKILL");
  await closed;
  return line;
}

test("a process killed ahead of any step leaves the old output, the new one or none, and the next save sweeps up", async () => {
  const root = temporaryFolder();
  const target = targetOf(task(), fileStorage(root));
  const seen = new Set<string>();
  for (let step = 1; ; step++) {
    await target.remove();
    if (step % 2 === 0) await target.save("old", { attempt: 1 });
    const line = await save(root, "new", step);
    const fresh = targetOf(task(), fileStorage(root));
    const state = (await fresh.exists()) ? await fresh.load() : "none";
    seen.add(state);
    expect(["new", "none", ...(step % 2 === 0 ? ["old"] : [])], `killed at step ${step}`).toContain(state);
    await fresh.save("again", { attempt: 2 });
    expect(await fresh.load()).toBe("again");
    expect(names(root), `killed at step ${step}`).toEqual(["done.json", "output.json"]);
    if (line === "done") {
      expect(state).toBe("new");
      break;
    }
    expect(line).toBe("stopped");
  }
  expect([...seen].sort()).toEqual(["new", "none", "old"]);
});

test("a failure of any call of the system shows nothing half, names what to do, and a second try succeeds", async () => {
  for (let n = 1; ; n++) {
    const root = temporaryFolder();
    const old = targetOf(task(), fileStorage(root));
    await old.save("old", { attempt: 1 });
    const target = targetOf(task(), fileStorage(root, { fs: failingFs(n, "ENOSPC") }));
    const error = await target.save("new", { attempt: 2 }).then(
      () => null,
      (reason) => reason,
    );
    const state = (await old.exists()) ? await old.load() : "none";
    if (error === null) {
      // The last failures hit what only tidies up.
      expect(state).toBe("new");
      if (n > 40) break;
      continue;
    }
    expect(error.message, `call ${n}`).toMatch(/^Cannot (write|remove) vision\/train.*no space is left on the disk\. Free some space/);
    expect(error).toMatchObject({ code: "storage_failed", cause: { code: "ENOSPC" } });
    expect(["old", "none", "new"], `call ${n}`).toContain(state);
    await targetOf(task(), fileStorage(root)).save("again", { attempt: 3 });
    expect(await old.load()).toBe("again");
    expect(names(root).filter((name) => !name.endsWith(".part"))).toEqual(["done.json", "output.json"]);
  }
});

test("a full disk keeps the old output: nothing changes before the new one is written", async () => {
  const root = temporaryFolder();
  const target = targetOf(task(), fileStorage(root));
  await target.save("old", { attempt: 1 });
  // The system itself refuses files above 4 KiB here.
  const shell = 'trap "" XFSZ; ulimit -f 4; exec "$0" "$@"';
  const said = execFileSync("bash", ["-c", shell, process.execPath, program, root, "x".repeat(100_000)], { encoding: "utf8" });
  expect(said).toMatch(/^storage_failed Cannot write .*output\.json.*larger than the system lets this process write.*ulimit/);
  expect(await target.load()).toBe("old");
  expect(names(root)).toEqual(["done.json", "output.json"]);
});

describe("an unreadable store", () => {
  const reads = (storage: Storage) => [() => storage.read("a/b"), () => storage.stat("a/b"), () => storage.remove("a/b")];

  test.each(["EACCES", "EIO", "ESTALE"])("is told and is never taken for an empty one: %s", async (code) => {
    const root = temporaryFolder();
    await fileStorage(root).write("a/b", bytes("x"));
    for (const i of [0, 1, 2]) {
      const storage = fileStorage(root, { fs: failingFs(1, code) });
      await expect(reads(storage)[i]?.()).rejects.toMatchObject({ code: "storage_failed", path: "a/b", uri: storage.uri, cause: { code } });
    }
    const target = targetOf(task(), fileStorage(root, { fs: failingFs(1, code) }));
    await expect(target.exists()).rejects.toMatchObject({ code: "storage_failed" });
  });

  test("is told when a file is where the root should be", async () => {
    const root = join(temporaryFolder(), "file");
    writeFileSync(root, "x");
    await expect(fileStorage(root).write("a/b", bytes("x"))).rejects.toThrow(/a file is where a folder should be/);
  });

  test.skipIf(process.getuid?.() === 0)("is told when the folder may not be entered", async () => {
    const root = temporaryFolder();
    await fileStorage(root).write("a/b", bytes("x"));
    chmodSync(join(root, "a"), 0);
    await expect(fileStorage(root).read("a/b")).rejects.toThrow(/permission denied.*Give this user access/);
    chmodSync(join(root, "a"), 0o755);
  });
});

test("leftovers of dead processes and of long ago are swept, those of living ones are not", async () => {
  const root = temporaryFolder();
  await fileStorage(root).write("a/b", bytes("x"));
  const host = hostname()
    .replace(/[^\w.-]/g, "_")
    .slice(0, 60);
  const dead = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim();
  const part = (who: string, pid: number | string) => `.cairn-${who}-${pid}-${crypto.randomUUID()}.part`;
  const kept = [part(host, process.ppid), part("other-host", 1)];
  const gone = [part(host, dead), part("other-host", 2)];
  for (const name of [...kept, ...gone]) writeFileSync(join(root, "a", name), "half");
  const yesterday = Date.now() / 1000 - 25 * 3600;
  utimesSync(join(root, "a", gone[1] as string), yesterday, yesterday);
  const storage = fileStorage(root);
  await storage.write("a/c", bytes("y"));
  expect(names(root)).toEqual([...kept, "b", "c"].sort());
  const listed: string[] = [];
  for await (const { path } of storage.list("")) listed.push(path);
  expect(listed).toEqual(["a/b", "a/c"]);
});

test("looking makes no folder", async () => {
  const root = join(temporaryFolder(), "not", "there");
  const target = targetOf(task(), fileStorage(root));
  expect(await target.exists()).toBe(false);
  expect(await target.marker()).toBeNull();
  await target.remove();
  expect(() => readdirSync(root)).toThrow();
});

test("many processes that create one file make it once", async () => {
  const root = temporaryFolder();
  const script = `import { fileStorage } from ${JSON.stringify(join(import.meta.dirname, "../../src/tasks/outputs/storage/local.ts"))};
    console.log(await fileStorage(process.argv[1]).create("lock", new TextEncoder().encode(process.argv[2])));`;
  const tries = Array.from({ length: 8 }, (_, i) =>
    lineOf(spawn(process.execPath, ["--input-type=module", "-e", script, root, `owner ${i}`], { stdio: ["ignore", "pipe", "inherit"] })),
  );
  const answers = await Promise.all(tries);
  expect(answers.filter((answer) => answer === "true")).toHaveLength(1);
  expect(text(await fileStorage(root).read("lock"))).toBe(`owner ${answers.indexOf("true")}`);
});

test("who reads while another writes sees one content or the other, whole", async () => {
  const storage = fileStorage(temporaryFolder(), { sync: false });
  const contents = [new Uint8Array(4_000_000).fill(1), new Uint8Array(3_000_000).fill(2)] as const;
  await storage.write("x", contents[0]);
  let isWriting = true;
  const writer = (async () => {
    for (let i = 0; i < 30; i++) await storage.write("x", contents[i % 2 === 0 ? 1 : 0]);
    isWriting = false;
  })();
  while (isWriting) {
    const found = await storage.read("x");
    const whole = contents[found?.[0] === 1 ? 0 : 1];
    expect(Buffer.compare(found ?? new Uint8Array(), whole)).toBe(0);
  }
  await writer;
});
