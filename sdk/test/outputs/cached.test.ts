import { writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../../src/tasks/outputs/serializers/folder.ts";
import { json } from "../../src/tasks/outputs/serializers/json.ts";
import { cachedStorage } from "../../src/tasks/outputs/storage/cached.ts";
import { fileStorage } from "../../src/tasks/outputs/storage/local.ts";
import { memoryStorage } from "../../src/tasks/outputs/storage/memory.ts";
import { targetOf } from "../../src/tasks/outputs/target.ts";
import type { Json, Storage } from "../../src/tasks/types.ts";
import { storageContract } from "./contract.ts";
import { bytes, taskWith } from "./fixture.ts";
import { temporaryFolder } from "./folder.ts";

storageContract("a storage with copies nearby", () => cachedStorage(memoryStorage(), fileStorage(temporaryFolder())));

/** A storage that counts what it is asked. */
function counted(inner: Storage): Storage & { calls: string[] } {
  const calls: string[] = [];
  const names = ["stat", "read", "write", "create", "remove", "list"] as const;
  const counting = Object.fromEntries(
    names.map((name) => {
      const act = (...args: never[]): unknown => {
        calls.push(name);
        return (inner[name] as (...args: never[]) => unknown).apply(inner, args);
      };
      return [name, act];
    }),
  );
  return { ...inner, ...counting, calls };
}

function place() {
  const remote = counted(memoryStorage());
  const nearby = temporaryFolder();
  const open = () => targetOf(taskWith<Json>({ serializer: json() }), cachedStorage(remote, fileStorage(nearby)));
  const elsewhere = targetOf(taskWith<Json>({ serializer: json() }), remote);
  return { remote, nearby, open, elsewhere };
}

describe("an output with copies nearby", () => {
  test("is loaded a second time without a call, also by another process, and so is one that was saved here", async () => {
    const { remote, open, elsewhere } = place();
    await elsewhere.save({ a: 1 }, { attempt: 1 });
    expect(await open().load()).toEqual({ a: 1 });
    remote.calls.length = 0;
    expect([await open().load(), await open().load()]).toEqual([{ a: 1 }, { a: 1 }]);
    expect(remote.calls).toEqual([]);
    await open().save({ b: 2 }, { attempt: 2 });
    remote.calls.length = 0;
    expect(await open().load()).toEqual({ b: 2 });
    expect(remote.calls).toEqual([]);
  });

  test("is fetched anew when the copy is damaged", async () => {
    const { nearby, open, elsewhere } = place();
    await elsewhere.save({ a: 1 }, { attempt: 1 });
    const target = open();
    await target.load();
    writeFileSync(join(nearby, target.paths.folder, target.paths.output), '{"a":2}');
    expect(await open().load()).toEqual({ a: 1 });
  });

  test("is the new one after a look showed that another computed it again", async () => {
    const { open, elsewhere } = place();
    await elsewhere.save("first", { attempt: 1 });
    expect(await open().load()).toBe("first");
    await elsewhere.save("second, longer", { attempt: 2 });
    expect(await open().exists()).toBe(true);
    expect(await open().load()).toBe("second, longer");
    await elsewhere.remove();
    expect(await open().exists()).toBe(false);
    await expect(open().load()).rejects.toMatchObject({ code: "output_missing" });
  });

  test("is loaded when no copy can be kept", async () => {
    const remote = memoryStorage();
    const full: Storage = { ...memoryStorage(), write: () => Promise.reject(new Error("disk full")) };
    await targetOf(taskWith<Json>({ serializer: json() }), remote).save(5, { attempt: 1 });
    expect(await targetOf(taskWith<Json>({ serializer: json() }), cachedStorage(remote, full)).load()).toBe(5);
  });

  test("that is a folder has no file of an older one", async () => {
    const remote = memoryStorage();
    const task = taskWith<string>({ serializer: folder() });
    const nearby = temporaryFolder();
    const here = () => targetOf(task, cachedStorage(remote, fileStorage(nearby)));
    const made = (files: Record<string, string>) => {
      const at = temporaryFolder();
      for (const [name, content] of Object.entries(files)) writeFileSync(join(at, name), content);
      return at;
    };
    await targetOf(task, remote).save(made({ old: "1", both: "1" }), { attempt: 1 });
    expect((await readdir(await here().load())).sort()).toEqual(["both", "old"]);
    await targetOf(task, remote).save(made({ both: "22" }), { attempt: 2 });
    await here().exists();
    const at = await here().load();
    expect(await readdir(at)).toEqual(["both"]);
    expect(await readFile(join(at, "both"), "utf8")).toBe("22");
    expect(await cachedStorage(remote, fileStorage(nearby)).create("lock", bytes("x"))).toBe(true);
  });
});
