import type { Readable, Writable } from "node:stream";
import { Interrupted } from "./failure.ts";

/** Asks the person at the terminal. Questions go to stderr, so that stdout stays data. Throws Interrupted on Ctrl-C. */
export interface Prompts {
  /** Answers no when Enter is pressed: it guards what cannot be undone. */
  confirm: (message: string) => Promise<boolean>;
  select: <T extends string>(message: string, options: readonly { value: T; label: string; hint?: string }[]) => Promise<T>;
  /** One of many: what is typed leaves those that hold its words. null on Escape and Ctrl-C. */
  find: (message: string, options: readonly Choice[]) => Promise<string | null>;
  text: (message: string, placeholder?: string) => Promise<string>;
}

export interface Choice {
  value: string;
  label: string;
  hint?: string;
}

export interface Terminal {
  input: Readable;
  output: Writable;
  signal: AbortSignal;
}

export function terminalPrompts({ input, output, signal }: Terminal): Prompts {
  const common = { input, output, signal, withGuide: false };
  // Loaded at the first question: most commands ask none.
  const clack = () => import("@clack/prompts");
  const answered = async <T>(answer: Promise<T | symbol>): Promise<T> => {
    const value = await answer;
    if (typeof value === "symbol") throw new Interrupted();
    return value;
  };
  return {
    confirm: async (message) => answered<boolean>((await clack()).confirm({ message, initialValue: false, ...common })),
    async select<T extends string>(message: string, options: readonly { value: T; label: string; hint?: string }[]) {
      // The library's option type is conditional on T, which TypeScript cannot settle for a type parameter.
      const list = options as unknown as { value: string; label: string; hint?: string }[];
      return (await answered<string>((await clack()).select({ message, options: list, ...common }))) as T;
    },
    async find(message, options) {
      const filter = (typed: string, { value, label = value, hint = "" }: { value: string; label?: string; hint?: string }) => {
        const text = `${label} ${hint} ${value}`.toLowerCase();
        return typed
          .toLowerCase()
          .split(/\s+/)
          .every((word) => text.includes(word));
      };
      const answer = await (await clack()).autocomplete<string>({ message, options: [...options], filter, maxItems: 15, ...common });
      return typeof answer === "symbol" ? null : answer;
    },
    text: async (message, placeholder) =>
      answered<string>(
        (await clack()).text({
          message,
          ...(placeholder && { placeholder }),
          validate: (value) => (value?.trim() ? undefined : "Type something"),
          ...common,
        }),
      ),
  };
}
