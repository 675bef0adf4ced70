// Ends its process, as if by the power switch, ahead of the n-th change of files below a folder, or in the middle of writing one.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

type Call = (...args: unknown[]) => unknown;

/** Ends this process at once, without a word. */
export const die = (): never => {
  process.kill(process.pid, "SIGKILL");
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

// Made folders are seen by what comes next.
const CHANGES = ["linkSync", "renameSync", "rmSync", "unlinkSync"];
const PROMISED = ["link", "rename", "rm", "unlink"];
const WRITES = ["writeFileSync", "appendFileSync"];

const half = (data: unknown): Uint8Array => {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : (data as Uint8Array);
  return bytes.subarray(0, bytes.length >> 1);
};

/** Counts from now on, in this thread, everything that `node:fs` changes below a folder. Imported modules see it too. */
export function dieAtChange(folder: string, n: number): void {
  let count = 0;
  const isStep = (path: unknown): boolean => (typeof path === "string" || path instanceof URL) && String(path).includes(folder);
  const step = (): boolean => ++count === n;
  const wrap = (target: object, names: readonly string[], around: (call: Call) => Call): void => {
    for (const name of names) Reflect.set(target, name, around((Reflect.get(target, name) as Call).bind(target)));
  };
  const before = (call: Call): Call => {
    return (...args) => {
      if (args.slice(0, 2).some(isStep) && step()) die();
      return call(...args);
    };
  };
  let isInside = false;
  const writing = (call: Call): Call => {
    return (path, data, ...rest) => {
      // One of them is made of the other.
      if (isInside || !isStep(path)) return call(path, data, ...rest);
      if (step()) die();
      const isHalf = step();
      isInside = true;
      try {
        call(path, isHalf ? half(data) : data, ...rest);
      } finally {
        isInside = false;
      }
      if (isHalf) die();
    };
  };
  wrap(fs, CHANGES, before);
  wrap(fs, WRITES, writing);
  wrap(fs.promises, PROMISED, before);
  wrap(fs.promises, ["open"], (open) => async (path, flags, ...rest) => {
    const isChange = isStep(path) && flags !== "r" && flags !== undefined;
    if (isChange && step()) die();
    const handle = (await open(path, flags, ...rest)) as fs.promises.FileHandle;
    if (isChange) {
      const write = handle.write.bind(handle) as unknown as (data: Uint8Array, at: number, length: number) => Promise<unknown>;
      Reflect.set(handle, "write", async (data: Uint8Array, at: number, length: number) => {
        if (step()) {
          await write(data, at, length >> 1);
          die();
        }
        return write(data, at, length);
      });
    }
    return handle;
  });
  syncBuiltinESMExports();
}
