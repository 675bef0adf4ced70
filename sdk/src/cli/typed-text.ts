import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import type { Context } from "./context.ts";
import { usage } from "./failure.ts";

/**
 * A text that is an argument, or comes from a file, or from standard input where the file is `-`; undefined when neither is given.
 * Throws a usage failure when both are, or when the file cannot be read.
 */
export async function typedText({ io }: Context, typed: string | undefined, file: string | undefined): Promise<string | undefined> {
  if (typed !== undefined && file !== undefined) throw usage("Give a text or --file, not both.");
  if (file === undefined) return typed;
  if (file === "-") return readAll(io.stdin);
  try {
    return readFileSync(resolve(io.machine.cwd, file), "utf8");
  } catch {
    throw usage(`${file} cannot be read.`);
  }
}
