import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../stack/paths.ts";

const generated = new Set(["node_modules", "dist", ".next", ".open-next", ".wrangler", ".build", ".cairn", ".git", "e2e", "test"]);
const isSource = (name: string): boolean =>
  !/\.test\.tsx?$/.test(name) && !name.endsWith(".tgz") && !name.endsWith(".tsbuildinfo") && name !== "next-env.d.ts";

function* files(path: string): Generator<string> {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) {
    yield path;
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) {
      if (!generated.has(entry.name)) yield* files(join(path, entry.name));
    } else if (entry.isFile() && isSource(entry.name)) yield join(path, entry.name);
  }
}

/**
 * SHA-256 over names and bytes of the source files under the given paths (relative to the repository). Tests and
 * generated folders do not count: changing them asks for no new build.
 */
export function sourceHash(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of files(join(root, path))) {
      const bytes = readFileSync(file);
      hash.update(`${relative(root, file)}\0${bytes.length}\0`).update(bytes);
    }
  }
  return hash.digest("hex");
}
