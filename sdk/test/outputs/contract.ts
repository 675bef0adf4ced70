import { describe, expect, test } from "vitest";
import type { Storage, StoredObject } from "../../src/tasks/types.ts";
import { bytes, text } from "./fixture.ts";

const all = async (objects: AsyncIterable<StoredObject>): Promise<StoredObject[]> => {
  const found: StoredObject[] = [];
  for await (const object of objects) found.push(object);
  return found;
};
const pathsOf = async (storage: Storage, folder: string) => (await all(storage.list(folder))).map(({ path }) => path);

/** What every storage has to do; `open` makes an empty one. */
export function storageContract(name: string, open: () => Storage | Promise<Storage>, { canCreate = true } = {}): void {
  describe(`${name} keeps the contract:`, () => {
    test("what is written is read, with its size and time", async () => {
      const storage = await open();
      const before = Date.now();
      await storage.write("a/b/c.json", bytes("{}"));
      expect(text(await storage.read("a/b/c.json"))).toBe("{}");
      const found = await storage.stat("a/b/c.json");
      expect(found).toMatchObject({ path: "a/b/c.json", sizeBytes: 2 });
      // Object stores tell whole seconds.
      expect(found?.modifiedAtMs).toBeGreaterThan(before - 2_000);
      expect(found?.modifiedAtMs).toBeLessThan(Date.now() + 2_000);
    });

    test("a second write replaces the first, and what was read stays as it was", async () => {
      const storage = await open();
      const given = bytes("first");
      await storage.write("x", given);
      given.fill(0);
      const first = await storage.read("x");
      await storage.write("x", bytes("second"));
      expect([text(first), text(await storage.read("x"))]).toEqual(["first", "second"]);
      first?.fill(0);
      expect(text(await storage.read("x"))).toBe("second");
    });

    test("nothing there is null, also for a folder and below a file, and removing it is no error", async () => {
      const storage = await open();
      await storage.write("folder/file", bytes("x"));
      for (const path of ["nothing", "no/such/path", "folder"]) {
        expect(await storage.read(path), path).toBeNull();
        expect(await storage.stat(path), path).toBeNull();
      }
      expect(await storage.read("folder/file/below")).toBeNull();
      await storage.remove("nothing/at/all");
      expect(await pathsOf(storage, "nothing")).toEqual([]);
    });

    test.skipIf(!canCreate)("only the first create of a path succeeds, however many try at once", async () => {
      const storage = await open();
      const tries = await Promise.all(Array.from({ length: 8 }, (_, i) => storage.create("locks/one", bytes(`owner ${i}`))));
      expect(tries.filter(Boolean)).toHaveLength(1);
      expect(text(await storage.read("locks/one"))).toBe(`owner ${tries.indexOf(true)}`);
      await storage.remove("locks/one");
      expect(await storage.create("locks/one", bytes("next"))).toBe(true);
      await storage.write("locks/two", bytes("written"));
      expect(await storage.create("locks/two", bytes("created"))).toBe(false);
      expect(text(await storage.read("locks/two"))).toBe("written");
    });

    test("a refused commit makes nothing visible and leaves what was there", async () => {
      const storage = await open();
      const refusal = new Error("lease lost");
      const refuse = () => Promise.reject(refusal);
      await expect(storage.write("a/new", bytes("x"), refuse)).rejects.toBe(refusal);
      expect(await storage.read("a/new")).toBeNull();
      await storage.write("a/old", bytes("old"));
      await expect(storage.write("a/old", bytes("newer"), refuse)).rejects.toBe(refusal);
      expect(text(await storage.read("a/old"))).toBe("old");
      expect(await pathsOf(storage, "")).toEqual(["a/old"]);
    });

    test("a commit runs once, before the bytes are visible", async () => {
      const storage = await open();
      const seen: unknown[] = [];
      await storage.write("a", bytes("x"), async () => void seen.push(await storage.read("a")));
      expect(seen).toEqual([null]);
    });

    test("lists what is below a folder in order of path", async () => {
      const storage = await open();
      const names = ["f/b", "f/a/x", "f/a.txt", "f/é", "f/\u{1f600}", "f/A", "f0", "g/x"];
      for (const path of names) await storage.write(path, bytes(path));
      const below = ["f/A", "f/a.txt", "f/a/x", "f/b", "f/é", "f/\u{1f600}"];
      expect(await pathsOf(storage, "f")).toEqual(below);
      expect(await pathsOf(storage, "")).toEqual([...below, "f0", "g/x"]);
      expect(await pathsOf(storage, "f/a")).toEqual(["f/a/x"]);
      expect(await all(storage.list("g"))).toMatchObject([{ path: "g/x", sizeBytes: 3 }]);
    });

    test("removes a file, or a folder with all below, and no neighbour", async () => {
      const storage = await open();
      for (const path of ["a/1", "a/b/2", "ab", "c"]) await storage.write(path, bytes(path));
      await storage.remove("a");
      expect(await pathsOf(storage, "")).toEqual(["ab", "c"]);
      await storage.remove("c");
      expect(await pathsOf(storage, "")).toEqual(["ab"]);
    });

    test("takes names with what addresses treat as special", async () => {
      const storage = await open();
      for (const path of ["a b/c+d&e=f", "100%/%41", "q?x#y", "[1]/(2)!*'", "~x@$:,;", "日本/👩‍🔬"]) {
        await storage.write(path, bytes(path));
        expect(text(await storage.read(path)), path).toBe(path);
        expect(await storage.stat(path), path).toMatchObject({ path });
        expect(await pathsOf(storage, path.split("/")[0] as string), path).toEqual(path.includes("/") ? [path] : []);
        expect(storage.uriOf(path)).toContain(storage.uri.replace(/\/+$/, ""));
      }
      expect(await all(storage.list(""))).toHaveLength(6);
    });

    test.each(["../x", "a/../x", "/x", "a//b", ".", "a/", "", "a\0b", "a\\b", "C:/x"])("refuses the path %j", async (path) => {
      const storage = await open();
      for (const act of [
        () => storage.read(path),
        () => storage.stat(path),
        () => storage.write(path, bytes("x")),
        () => storage.create(path, bytes("x")),
        () => storage.remove(path),
      ]) {
        await expect(act()).rejects.toMatchObject({ code: "invalid_output", errors: [{ path: "path" }] });
      }
      expect(() => storage.uriOf(path)).toThrow();
      expect(await all(storage.list(""))).toEqual([]);
    });

    test("holds what is empty and what is large", async () => {
      const storage = await open();
      await storage.write("empty", new Uint8Array());
      expect(await storage.read("empty")).toEqual(new Uint8Array());
      const large = new Uint8Array(3_000_000).map((_, i) => (i * 7 + (i >> 8)) & 255);
      await storage.write("large", large);
      const back = await storage.read("large");
      expect(back?.length).toBe(large.length);
      expect(back?.every((byte, i) => byte === large[i])).toBe(true);
      expect(await storage.stat("large")).toMatchObject({ sizeBytes: large.length });
    });
  });
}
