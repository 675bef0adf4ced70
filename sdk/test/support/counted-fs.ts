import type { FileHandle } from "node:fs/promises";
import * as fs from "node:fs/promises";

/** `node:fs/promises` that calls `before` ahead of each of its calls, those of open files included, with the number of the call from 1. */
export function countedFs(before: (count: number, name: string) => Promise<void> | void): typeof fs {
  let count = 0;
  const counting = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(from, name) {
        const member: unknown = Reflect.get(from, name);
        if (typeof member !== "function") return member;
        return async (...args: unknown[]) => {
          await before(++count, String(name));
          const result: unknown = await member.apply(from, args);
          return name === "open" ? counting(result as FileHandle) : result;
        };
      },
    });
  return counting({ ...fs });
}

/** Fails the n-th call as the system would. */
export const failingFs = (n: number, code: string): typeof fs =>
  countedFs((count, name) => {
    if (count === n) throw Object.assign(new Error(`${code}: ${name}`), { code });
  });
