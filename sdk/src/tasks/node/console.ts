import { AsyncLocalStorage } from "node:async_hooks";
import { format } from "node:util";
import { isQuiet } from "../../runtime.ts";

const METHODS = ["log", "info", "warn", "error", "debug"] as const;
type Write = (text: string) => void;

const writers = new AsyncLocalStorage<Write>();
let users = 0;
let restore: (() => void) | null = null;

/**
 * Gives what a task writes to the console to that task, also where several compute at once and where one is computed inside another. It
 * appears on the console as before.
 */
export function routeConsole(): { run<T>(write: Write, act: () => T): T; stop(): void } {
  users++;
  restore ??= patch();
  return {
    run: (write, act) => writers.run(write, act),
    stop() {
      users--;
      if (users > 0) return;
      restore?.();
      restore = null;
    },
  };
}

function patch(): () => void {
  const originals = METHODS.map((method) => [method, console[method]] as const);
  for (const [method, original] of originals) {
    console[method] = (...args: unknown[]) => {
      const write = writers.getStore();
      if (write && !isQuiet()) write(format(...args));
      original.apply(console, args);
    };
  }
  return () => {
    for (const [method, original] of originals) console[method] = original;
  };
}
