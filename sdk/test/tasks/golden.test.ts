import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import chromium from "@sparticuz/chromium";
import { build } from "esbuild";
import { chromium as playwright } from "playwright-core";
import { expect, test } from "vitest";
import * as tasks from "../../src/tasks/index.ts";
import { goldenIds } from "../golden/tasks.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const golden: unknown = JSON.parse(readFileSync(at("../golden/task-ids.json"), "utf8"));

test("ids and schema hashes are those that were written down", () => {
  expect(goldenIds(tasks)).toEqual(golden);
});

test("they are the same in a browser", async () => {
  const bundle = await build({
    stdin: {
      contents: `import * as tasks from ${JSON.stringify(at("../../src/tasks/index.ts"))};
        import { goldenIds } from ${JSON.stringify(at("../golden/tasks.ts"))};
        globalThis.found = goldenIds(tasks);`,
      resolveDir: at("."),
    },
    bundle: true,
    format: "iife",
    platform: "browser",
    write: false,
    logLevel: "silent",
  });
  const executablePath = process.env.CHROMIUM_PATH || (await chromium.executablePath());
  const browser = await playwright.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
  try {
    const page = await browser.newPage({ locale: "en-US" });
    expect(await page.evaluate(`${bundle.outputFiles[0]?.text};found`)).toEqual(golden);
  } finally {
    await browser.close();
  }
}, 120_000);
