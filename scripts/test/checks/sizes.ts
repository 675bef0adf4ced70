import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root, workers } from "../../stack/paths.ts";

/**
 * Upper bounds in KiB after gzip. A Worker's start-up time grows with its size (the platform takes 3 MiB on its free plan, 10 on the
 * paid one); the SDK's core rides along in people's pages.
 */
const limitsKiB = { api: 680, web: 2048, sdk: 15 } as const;

const gzipKiB = (bytes: Uint8Array): number => gzipSync(bytes).length / 1024;

function within(what: keyof typeof limitsKiB, kib: number): string {
  const text = `${kib.toFixed(1)} of ${limitsKiB[what]} KiB gzip`;
  if (kib < 1) throw new Error(`${what}: the bundle is empty`);
  if (kib > limitsKiB[what]) throw new Error(`${what}: ${text}`);
  return text;
}

/** Checks what `wrangler deploy` would upload for a Worker. Throws when it is too big. */
export function checkWorkerSize(which: "api" | "web"): string {
  const { out } = workers[which];
  const parts = readdirSync(out).filter((name) => !name.endsWith(".map") && name !== "README.md");
  return within(which, gzipKiB(Buffer.concat(parts.map((name) => readFileSync(join(out, name))))));
}

/** Checks the SDK's main entry as a browser would load it: bundled with all it imports, minified. Throws when it is too big. */
export async function checkSdkSize(): Promise<string> {
  const result = await build({
    entryPoints: [join(root, "sdk/dist/index.js")],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    external: ["node:*"],
    splitting: true,
    outdir: "out",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  // What is loaded only when it is used does not count; files that the entry shares with that do.
  const core = new Set<string>();
  const visit = (path: string): void => {
    if (core.has(path)) return;
    core.add(path);
    for (const one of result.metafile.outputs[path]?.imports ?? []) if (one.kind === "import-statement" && !one.external) visit(one.path);
  };
  visit("out/index.js");
  const loaded = result.outputFiles.filter(({ path }) => [...core].some((one) => path.endsWith(`/${one}`)));
  return within("sdk", gzipKiB(Buffer.concat(loaded.map(({ contents }) => contents))));
}
