import { expect, test } from "vitest";
import { importsOf, violations } from "./boundaries.ts";

const check = (from: string, text: string): string[] => violations(importsOf(from, text)).map((line) => line.replace(/^.*: /, ""));

test.each([
  ["web/app/page.tsx", 'import { a } from "@cairn/sdk";\nimport { b } from "@/lib/b";\nimport "./c.css";'],
  ["workers/http/routes/runs.ts", 'import { Run } from "@cairn/sdk/schema";\nimport { stubOf } from "../../workspace/stub.ts";'],
  ["workers/http/app.ts", 'import type { Workspace } from "../workspace/object.ts";'],
  ["workers/workspace/migrations.ts", 'import first from "../../migrations/workspace/0001_init.sql";'],
  ["workers/control/keys/store.ts", 'import { eq } from "drizzle-orm";'],
  ["sdk/src/cli/main.ts", 'import { Command } from "commander";\nimport { a } from "../index.ts";'],
])("%s may import what it does", (from, text) => {
  expect(check(from, text)).toEqual([]);
});

test.each([
  ["web/app/page.tsx", 'import { a } from "../../sdk/src/index.ts";', "web reaches everything else through @cairn/sdk"],
  ["web/lib/a.ts", 'import { env } from "cloudflare:workers";', "no binding in web but in its entry"],
  [
    "workers/http/app.ts",
    'import {\n  a,\n  b,\n} from "@cairn/sdk";',
    "workers import of ours only @cairn/sdk/schema, /filter and /audit, the migrations and the page of errors that they serve",
  ],
  [
    "workers/http/app.ts",
    'import { Workspace } from "../workspace/object.ts";',
    "a workspace is reached only through workers/workspace/stub.ts",
  ],
  [
    "workers/jobs/a.ts",
    'const m = await import("../workspace/runs/create.ts");',
    "a workspace is reached only through workers/workspace/stub.ts",
  ],
  [
    "workers/control/webhooks/a.ts",
    'import { Webhook } from "../../webhook/object.ts";',
    "an endpoint's object is reached only through workers/webhook/stub.ts",
  ],
  ["workers/shared/log.ts", 'export { a } from "../control/db.ts";', "workers/shared imports nothing of ours but the schema"],
  [
    "workers/control/keys/create.ts",
    'import { notFound } from "../../http/errors.ts";',
    "the transport stays out of control, workspace and webhook",
  ],
  ["workers/control/keys/create.ts", 'import { eq } from "drizzle-orm";', "drizzle and tables belong in store.ts, schema and db.ts"],
  ["sdk/src/a.ts", 'import "../../workers/index.ts";', "sdk imports neither workers nor web"],
  ["sdk/src/schema/a.ts", 'import { b } from "../errors.ts";', "the contract stands alone"],
  ["sdk/src/client.ts", 'import { Command } from "commander";', "the library part of the SDK does without its command line"],
  ["examples/a/train.ts", 'import { a } from "../../sdk/src/index.ts";', "examples use the public SDK only"],
])("%s may not: %s", (from, text, says) => {
  expect(check(from, text)).toEqual([says]);
});
