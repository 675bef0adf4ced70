import { readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { PrivateStack } from "./stack.ts";

/** What of the stack's state a request writes: bytes and records of R2, or the tables of the one workspace that there is. */
export type Written = "r2" | "tables";

const folderOf = ({ stateDir }: PrivateStack, what: Written) =>
  join(stateDir, "v3", what === "r2" ? "r2" : join("do", "cairn-api-Workspace"));

/**
 * Kills the stack in the middle of a request: as soon as the request has made it write so many times, or when it is over before. Then
 * starts it again. What became of the request nobody knows.
 */
export async function killDuring(server: PrivateStack, request: () => Promise<unknown>, what: Written, writes = 1): Promise<void> {
  let cut: Promise<unknown> = Promise.resolve();
  await killAtWrite(server, what, writes, () => (cut = request().catch(() => undefined)));
  await cut;
}

/** Kills the stack when it has written so many times, or when what is begun is over before; and starts it again. */
export async function killAtWrite(server: PrivateStack, what: Written, writes: number, begin: () => Promise<unknown>): Promise<void> {
  let left = writes;
  let written = () => {};
  const hasWritten = new Promise<void>((resolve) => (written = resolve));
  const watcher = watch(folderOf(server, what), { recursive: true }, () => {
    if (--left <= 0) written();
  });
  await Promise.race([hasWritten, begin()]);
  watcher.close();
  await server.kill();
  await server.start();
}

/** Opens the tables of the one workspace that a stack has, which must be stopped when they are changed. */
export function openTables(server: PrivateStack): DatabaseSync {
  const folder = folderOf(server, "tables");
  const name = readdirSync(folder).find((file) => /^[0-9a-f]{64}\.sqlite$/.test(file));
  return new DatabaseSync(join(folder, name ?? ""));
}
