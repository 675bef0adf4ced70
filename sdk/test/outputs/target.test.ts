import { describe, expect, test } from "vitest";
import { json } from "../../src/tasks/outputs/serializers/json.ts";
import { fileStorage } from "../../src/tasks/outputs/storage/local.ts";
import { memoryStorage } from "../../src/tasks/outputs/storage/memory.ts";
import { targetOf } from "../../src/tasks/outputs/target.ts";
import type { Json, Storage, StoredObject } from "../../src/tasks/types.ts";
import { bytes, taskWith, text } from "./fixture.ts";
import { temporaryFolder } from "./folder.ts";

const value = { loss: [1, 0.5], name: "é" };
const listed = async (storage: Storage) => {
  const found: StoredObject[] = [];
  for await (const object of storage.list("")) found.push(object);
  return found.map(({ path }) => path);
};

describe.each([
  ["memory", () => memoryStorage()],
  ["a local folder", () => fileStorage(temporaryFolder())],
])("an output in %s", (_, open) => {
  const place = () => {
    const storage = open();
    const task = taskWith<Json>({ serializer: json() });
    return { storage, task, target: targetOf(task, storage) };
  };

  test("is there after it was saved, at a path that its identity gives", async () => {
    const { storage, task, target } = place();
    expect(await target.exists()).toBe(false);
    await expect(target.load()).rejects.toMatchObject({ code: "output_missing", message: expect.stringContaining("vision.train") });
    const marker = await target.save(value, { attempt: 2 });
    const folder = `vision/train/1/${task.id.slice(0, 2)}/${task.id}`;
    expect(await listed(storage)).toEqual([`${folder}/done.json`, `${folder}/output.json`]);
    expect(target.uri).toBe(storage.uriOf(`${folder}/output.json`));
    expect(await target.exists()).toBe(true);
    expect(await target.load()).toEqual(value);
    expect(marker).toMatchObject({ format: 1, task: task.toJSON(), serializer: "json", output: "output.json", attempt: 2 });
    expect(await target.marker()).toEqual(marker);
  });

  test("is not there without its marker, whatever lies beside it", async () => {
    const { storage, target } = place();
    await storage.write(`${target.paths.folder}/output.json`, bytes('{"half":'));
    await storage.write(`${target.paths.folder}/state.json`, bytes('{"status":"running"}'));
    expect(await target.exists()).toBe(false);
    await target.save(value, { attempt: 1 });
    expect(await target.load()).toEqual(value);
  });

  test("stays hidden when the guard refuses, before and after the output is written", async () => {
    for (const refusedAt of [1, 2]) {
      const { target } = place();
      let asked = 0;
      const guard = () => {
        if (++asked === refusedAt) throw new Error("lease lost");
      };
      await expect(target.save(value, { attempt: 1, guard })).rejects.toThrow("lease lost");
      expect(asked).toBe(refusedAt);
      expect(await target.exists()).toBe(false);
      await target.save("next", { attempt: 2 });
      expect(await target.load()).toBe("next");
    }
  });

  test("of another owner is not touched by one that lost its lease", async () => {
    const { storage, task, target } = place();
    await target.save("winner", { attempt: 2 });
    const late = targetOf(task, storage);
    await expect(late.save("zombie", { attempt: 1, guard: () => Promise.reject(new Error("lease lost")) })).rejects.toThrow("lease lost");
    expect(await target.load()).toBe("winner");
    expect(await target.marker()).toMatchObject({ attempt: 2 });
  });

  test("that differs from its marker is damaged, and the error names task and place", async () => {
    const { storage, target } = place();
    await target.save(value, { attempt: 1 });
    const whole = text(await storage.read(`${target.paths.folder}/output.json`)) ?? "";
    const damage = async (with_: string | null) => {
      if (with_ === null) await storage.remove(`${target.paths.folder}/output.json`);
      else await storage.write(`${target.paths.folder}/output.json`, bytes(with_));
      return target.load().then(
        () => "loaded",
        (error) => `${error.code} ${error.task === undefined ? "" : error.message}`,
      );
    };
    expect(await damage(whole.slice(1))).toMatch(
      /^output_damaged The output of vision\.train [0-9a-f]{12} at .*output\.json is damaged: it has/,
    );
    expect(await damage(whole.replace("1", "2"))).toMatch(/SHA-256/);
    expect(await target.load({ verify: false })).toEqual({ ...value, loss: [2, 0.5] });
    expect(await damage(null)).toMatch(/the output is not/);
    await storage.write(target.paths.marker, bytes('{"format":1'));
    expect(await damage(whole)).toMatch(/marker cannot be read/);
  });

  test("can be taken back and saved again", async () => {
    const { storage, target } = place();
    await target.save(value, { attempt: 1 });
    await target.remove();
    expect(await target.exists()).toBe(false);
    expect(await listed(storage)).toEqual([]);
    await target.remove();
    await target.save(1, { attempt: 2 });
    await target.save(2, { attempt: 3 });
    expect(await target.load()).toBe(2);
  });
});
