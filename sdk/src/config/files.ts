import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { z } from "zod";
import { ConfigError } from "./errors.ts";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

const isMissing = (error: unknown) => error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

/** Reads a JSON file of a known shape; null when there is none. Throws ConfigError when it is broken, naming the place. */
export function readJson<T extends z.ZodType>(file: string, shape: T): z.output<T> | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw new ConfigError("invalid_file", `${file} cannot be read.`, "Check the permissions of the file.", { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    // The parser quotes what it stumbled over, which may be part of a secret.
    throw new ConfigError(
      "invalid_file",
      `${file} is not valid JSON${/at position \d+.*$/.exec(why)?.[0].replace(/^/, " ") ?? ""}.`,
      "Correct or delete the file.",
    );
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".");
  throw new ConfigError("invalid_file", `${file}: ${where ? `${where} ` : ""}${issue?.message ?? "is not valid"}.`, "Correct the file.");
}

/** Makes a folder that only its owner may enter. */
export function ensurePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
}

/** Writes a file that only its owner may read, in one step: a reader sees the old or the new content, never a part. */
export function writePrivate(file: string, text: string): void {
  ensurePrivateFolder(dirname(file));
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: FILE_MODE, flag: "wx" });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Writes a value as readable JSON, privately and in one step. */
export const writeJson = (file: string, value: unknown) => writePrivate(file, `${JSON.stringify(value, null, 2)}\n`);
