import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { root } from "../../stack/paths.ts";

/** One import of a source file. `target` is a path in the repository for relative imports, else the package's name. */
export interface Import {
  readonly from: string;
  readonly target: string;
  /** Erased when built: `import type`. */
  readonly typeOnly: boolean;
}

interface Rule {
  readonly says: string;
  breaks(one: Import): boolean;
}

const within = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`);
const isOurs = ({ target }: Import): boolean => /^(workers|web|sdk|scripts|bench|examples|migrations|docs)\//.test(target);
const isSqlFile = (path: string): boolean =>
  /(^|\/)(store|schema|db|migrate|[\w-]+-store)\.ts$/.test(path) || /\/(store|control\/schema)\//.test(path);

/** Which way imports may point (docs/architecture.md). Tests are free. */
export const rules: readonly Rule[] = [
  {
    says: "web reaches everything else through @cairn/sdk",
    breaks: (i) =>
      within("web", i.from) &&
      ((isOurs(i) && !within("web", i.target)) ||
        /^@cairn\/(?!sdk(\/(schema|filter|audit|collaboration|tasks\/(query|identity)))?$)/.test(i.target)),
  },
  {
    says: "no binding in web but in its entry",
    breaks: (i) => within("web", i.from) && i.target.startsWith("cloudflare:") && i.from !== "web/worker.ts",
  },
  {
    says: "workers import of ours only @cairn/sdk/schema, /filter and /audit, the migrations and the page of errors that they serve",
    breaks: (i) =>
      within("workers", i.from) &&
      ((isOurs(i) && !within("workers", i.target) && !within("migrations", i.target) && i.target !== "docs/errors.md") ||
        (i.target.startsWith("@cairn/") && !["@cairn/sdk/schema", "@cairn/sdk/filter", "@cairn/sdk/audit"].includes(i.target))),
  },
  {
    says: "a workspace is reached only through workers/workspace/stub.ts",
    breaks: (i) =>
      within("workers", i.from) &&
      !within("workers/workspace", i.from) &&
      i.from !== "workers/index.ts" &&
      i.from !== "workers/env.d.ts" &&
      within("workers/workspace", i.target) &&
      i.target !== "workers/workspace/stub.ts" &&
      !i.typeOnly,
  },
  {
    says: "an endpoint's object is reached only through workers/webhook/stub.ts",
    breaks: (i) =>
      within("workers", i.from) &&
      !within("workers/webhook", i.from) &&
      i.from !== "workers/index.ts" &&
      i.from !== "workers/env.d.ts" &&
      within("workers/webhook", i.target) &&
      !["workers/webhook/stub.ts", "workers/webhook/messages/body.ts"].includes(i.target) &&
      !i.typeOnly,
  },
  {
    says: "workers/shared imports nothing of ours but the schema",
    breaks: (i) => within("workers/shared", i.from) && isOurs(i) && !within("workers/shared", i.target),
  },
  {
    says: "the transport stays out of control, workspace and webhook",
    breaks: (i) => /^workers\/(control|workspace|webhook|limiter|blobs|jobs)\//.test(i.from) && within("workers/http", i.target),
  },
  {
    says: "drizzle and tables belong in store.ts, schema and db.ts",
    breaks: (i) => within("workers", i.from) && i.target.startsWith("drizzle-orm") && !i.typeOnly && !isSqlFile(i.from),
  },
  {
    says: "sdk imports neither workers nor web",
    breaks: (i) => within("sdk", i.from) && isOurs(i) && !within("sdk", i.target),
  },
  {
    says: "the contract stands alone",
    breaks: (i) => within("sdk/src/schema", i.from) && !within("sdk/src/schema", i.target) && i.target !== "zod",
  },
  {
    says: "the filter language stands alone",
    breaks: (i) => within("sdk/src/filter", i.from) && !within("sdk/src/filter", i.target),
  },
  {
    says: "the chain of the audit trail stands alone",
    breaks: (i) => within("sdk/src/audit", i.from) && !within("sdk/src/audit", i.target),
  },
  {
    says: "the library part of the SDK does without its command line",
    breaks: (i) =>
      within("sdk/src", i.from) &&
      !within("sdk/src/cli", i.from) &&
      !within("sdk/src/config", i.from) &&
      (within("sdk/src/cli", i.target) || i.target === "commander" || i.target.startsWith("@clack/")),
  },
  {
    says: "examples use the public SDK only",
    breaks: (i) =>
      within("examples", i.from) &&
      ((isOurs(i) && !within("examples", i.target)) || (i.target.startsWith("@cairn/") && !/^@cairn\/sdk(\/|$)/.test(i.target))),
  },
];

const statement =
  /(?:^|[\n;])\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^"';]*?from\s*)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** The imports in a file's text. */
export function importsOf(from: string, text: string): Import[] {
  return [...text.matchAll(statement)].map((m) => {
    const name = m[2] ?? m[3] ?? "";
    const aliased = from.startsWith("web/") && name.startsWith("@/") ? join("web", name.slice(2)) : undefined;
    const target = aliased ?? (name.startsWith(".") ? relative(root, resolve(root, dirname(from), name)) : name);
    return { from, target, typeOnly: m[1] !== undefined };
  });
}

/** What breaks a rule, as lines for people. */
export function violations(imports: readonly Import[]): string[] {
  return imports.flatMap((one) =>
    rules.filter((rule) => rule.breaks(one)).map((rule) => `${one.from} imports ${one.target}: ${rule.says}`),
  );
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!["node_modules", "dist", ".next", ".open-next", "test", "e2e"].includes(entry.name)) yield* sources(path);
    } else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

/** Checks every source file; throws with one line per violation. */
export function checkBoundaries(): string {
  const files = ["workers", "web", "sdk", "examples"].flatMap((folder) => [...sources(folder)]);
  const found = violations(files.flatMap((file) => importsOf(file, readFileSync(join(root, file), "utf8"))));
  if (found.length > 0) throw new Error(found.join("\n"));
  return `${files.length} files`;
}
